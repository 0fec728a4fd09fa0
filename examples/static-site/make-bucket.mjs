// Makes a bucket that everybody may read: node make-bucket.mjs ENDPOINT BUCKET REGION
import { bucketOf } from './bucket.mjs';

const [endpoint, bucket, region] = process.argv.slice(2);
await bucketOf({ endpoint, bucket, region }).make();
