# An S3 server for tests: OpenStack Swift with its s3api, all four services in one process, on loopback ports, in the folder it is
# told. Runs on Debian's python3-swift. Prints one line with its address once it answers, and ends when its stdin does.
import json
import os
import sys

import eventlet
import eventlet.tpool
import eventlet.wsgi

eventlet.monkey_patch()

from eventlet.green import socket  # noqa: E402
from swift.common import constraints, utils, wsgi  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402

FOLDER, KEY, SECRET = sys.argv[1:4]
# Nobody but the machine being slow makes these parts wait for each other: give up late, or a listing lags behind its objects.
PATIENCE = 120
COMMON = {
    'swift_dir': FOLDER,
    'devices': os.path.join(FOLDER, 'devices'),
    'mount_check': 'false',
    'disable_fallocate': 'true',
    'fallocate_reserve': '0',
    'log_level': 'WARNING',
    'log_custom_handlers': '__main__.log_to_stderr',
    'workers': '0',
    **{name: str(PATIENCE) for name in ('conn_timeout', 'node_timeout', 'recoverable_node_timeout')},
    **{name: str(PATIENCE) for name in ('container_update_timeout', 'client_timeout')},
}
FILTERS = {
    'catch_errors': {},
    'gatekeeper': {},
    's3api': {'location': 'eu-test-1', 'allow_multipart_uploads': 'false'},
    # The access key is ACCOUNT:USER.
    'tempauth': {'user_' + KEY.replace(':', '_'): SECRET + ' .admin'},
}


class Cache:
    """In the place of a memcached, without which no key is looked up. One process asks, so nothing in it is ever late."""

    def __init__(self):
        self.values = {}

    def get(self, key, *args, **kwargs):
        return json.loads(self.values[key]) if key in self.values else None

    def set(self, key, value, *args, **kwargs):
        self.values[key] = json.dumps(value)

    def delete(self, key, *args, **kwargs):
        self.values.pop(key, None)


def log_to_stderr(conf, name, log_to_console, log_route, fmt, logger, adapted_logger):
    import logging

    logger.addHandler(logging.StreamHandler(sys.stderr))


def write(name, sections):
    """Writes a configuration file, and gives its path."""
    path = os.path.join(FOLDER, name)
    with open(path, 'w') as file:
        for section, values in sections.items():
            file.write('[%s]\n' % section)
            file.writelines('%s = %s\n' % pair for pair in values.items())
    return path


def listen():
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(('127.0.0.1', 0))
    sock.listen(512)
    return sock


def write_ring(name, port):
    """One copy of everything, on one device."""
    builder = RingBuilder(4, 1, 0)
    place = {'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': port, 'device': 'disk', 'weight': 1}
    builder.add_dev({**place, 'replication_ip': '127.0.0.1', 'replication_port': port})
    builder.rebalance()
    builder.get_ring().save(os.path.join(FOLDER, name + '.ring.gz'))


def serve(name, sock, app, pipeline=(), settings=()):
    conf = {**COMMON, 'bind_ip': '127.0.0.1', 'bind_port': sock.getsockname()[1]}
    sections = {
        'DEFAULT': conf,
        'pipeline:main': {'pipeline': ' '.join([*pipeline, app])},
        'app:' + app: {'use': 'egg:swift#' + name, **dict(settings)},
        **{'filter:' + each: {'use': 'egg:swift#' + each, **FILTERS[each]} for each in pipeline},
    }
    path = write(app + '.conf', sections)
    loaded = wsgi.loadapp(path, global_conf={'log_name': app})
    eventlet.spawn(
        eventlet.wsgi.server,
        sock,
        lambda env, start: loaded({**env, 'swift.cache': CACHE}, start),
        wsgi.NullLogger(),
        protocol=wsgi.SwiftHttpProtocol,
        # The API names its headers in cases of its own.
        capitalize_response_headers=False,
        socket_timeout=PATIENCE,
    )


CACHE = Cache()
os.makedirs(os.path.join(FOLDER, 'devices', 'disk'))
write('swift.conf', {'swift-hash': {'swift_hash_path_suffix': 'a', 'swift_hash_path_prefix': 'test'}})
utils.set_swift_dir(FOLDER)
constraints.reload_constraints()
for name in ('account', 'container', 'object'):
    sock = listen()
    write_ring(name, sock.getsockname()[1])
    serve(name, sock, name + '-server')
front = listen()
autocreate = {'account_autocreate': 'true', 'allow_account_management': 'true'}
serve('proxy', front, 'proxy-server', list(FILTERS), autocreate)
print(json.dumps({'port': front.getsockname()[1]}), flush=True)

# Whoever started this is gone when stdin ends.
eventlet.tpool.execute(sys.stdin.read)
os._exit(0)
