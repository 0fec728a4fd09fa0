import { alertTimes } from '../../core/alert/alert-times.ts';
import type { DeploymentRecord } from '../record.ts';
import { moment } from '../wording.ts';

/** The alerts of monitoring systems that fired while the deployment was in production, a line each. */
export const monitoringAlerts = ({ measured }: Pick<DeploymentRecord, 'measured'>): readonly string[] =>
  alertTimes(measured.flatMap((record) => (record.type === 'AlertsSeen' ? [record] : []))).map(
    ({ source, alert, firstSeen, gone, wasThere }) => {
      const { name, severity, summary } = alert;
      const what = `${source} alert ${name}${severity === null ? '' : ` (${severity})`}${summary === '' ? '' : `: ${summary}`}`;
      const before = wasThere ? ', which fired before it was first looked' : '';
      return `${moment(alert.since ?? firstSeen)} ${what}${gone === null ? ', still firing' : `, gone at ${moment(gone)}`}${before}`;
    },
  );
