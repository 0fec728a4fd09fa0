/** What a packed folder is called: a tar, not compressed, under the name that image tools know. */
export const TAR_TYPE = 'application/vnd.oci.image.layer.v1.tar';
