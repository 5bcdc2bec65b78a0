#!/usr/bin/env python3
"""CPU time per request of Telltale for HTTP/2 beside HTTP/1.1: h2load through a CONNECT tunnel, to nghttpd (HTTP/2) and to nginx (both).

    apt-get install -y nghttp2 nginx-light gcc libssl-dev openssl python3
    python3 h2.py [--rounds 5] [--requests 6000] [--telltale ../../telltale]

The same number of connections and of requests in flight for both protocols: 16 connections with one request each, and for HTTP/2 also 4 connections with 4 streams each. GET of 1 KiB JSON.
Origins and h2load run on the first core, Telltale on the second. Rounds are interleaved; medians are printed. Everything is bounded; what was started is stopped by its pid."""
import argparse, json, os, re, shutil, signal, socket, statistics, subprocess, sys, tempfile, time
HERE = os.path.dirname(os.path.abspath(__file__))
a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
a.add_argument('--rounds', type=int, default=5); a.add_argument('--requests', type=int, default=6000); a.add_argument('--warm', type=int, default=20000)
a.add_argument('--telltale', default=os.path.join(HERE, '..', '..', 'telltale')); a.add_argument('--java-opts', default='-Xms256m -Xmx1g'); a.add_argument('--json')
o = a.parse_args(); W = tempfile.mkdtemp(prefix='h2-'); os.chmod(W, 0o755); started = []
CORES = sorted(os.sched_getaffinity(0)); GC, PC = str(CORES[0]), str(CORES[-1])
PROXY, NGHTTPD, NGINX, SHIM_A, SHIM_B = 18400, 18401, 18402, 18403, 18404
sh = lambda c: subprocess.run(c, shell=True, check=True, cwd=W, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
def up(port):
    try: socket.create_connection(('127.0.0.1', port), 1).close(); return True
    except OSError: return False
def spawn(name, cmd, core, port, **env):
    p = subprocess.Popen(['taskset', '-c', core] + cmd, stdin=subprocess.DEVNULL, stdout=open(f'{W}/{name}.out', 'w'), stderr=open(f'{W}/{name}.err', 'w'), env=dict(os.environ, **env), start_new_session=True, cwd=W); started.append(p)
    for _ in range(1200):
        if up(port): return p
        if p.poll() is not None: raise SystemExit(f'{name} ended: ' + open(f'{W}/{name}.err').read()[-600:])
        time.sleep(.1)
    raise SystemExit(name + ' does not listen')
def cpu(pid): s = open(f'/proc/{pid}/stat').read(); v = s[s.rindex(')') + 2:].split(); return (int(v[11]) + int(v[12])) / os.sysconf('SC_CLK_TCK')
def load(case, n):
    proto, shim, port, conns, streams = CASES[case]
    cmd = ['taskset', '-c', GC, 'h2load', '-n', str(n), '-c', str(conns), '-m', str(streams), '--connect-to', f'127.0.0.1:{shim}', f'https://127.0.0.1:{port}/body.json'] + (['--h1'] if proto == 'h1' else [])
    c0 = cpu(telltale.pid); r = subprocess.run(cmd, capture_output=True, text=True, cwd=W, timeout=180); used = cpu(telltale.pid) - c0
    ok = int((re.search(r'(\d+) succeeded', r.stdout) or [0, 0])[1]); m = re.search(r'Application protocol: (\S+)', r.stdout)
    if ok != n: print(case, 'only', ok, 'of', n, r.stdout[-400:], r.stderr[-200:], file=sys.stderr)
    return used * 1e6 / max(ok, 1), m and m[1]
CASES = {'h1 nginx 16x1': ('h1', SHIM_B, NGINX, 16, 1), 'h2 nginx 16x1': ('h2', SHIM_B, NGINX, 16, 1), 'h2 nginx 4x4': ('h2', SHIM_B, NGINX, 4, 4), 'h2 nghttpd 16x1': ('h2', SHIM_A, NGHTTPD, 16, 1), 'h2 nghttpd 4x4': ('h2', SHIM_A, NGHTTPD, 4, 4)}
try:
    sh(f"gcc -O2 -o lgen {HERE}/lgen.c -lssl -lcrypto -lpthread && python3 {HERE}/gen_body.py && mkdir -p www && cp body_1k.json www/body.json")
    sh("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout o.key -out o.crt -days 30 -subj '/CN=o' -addext subjectAltName=IP:127.0.0.1")
    open(W + '/nginx.conf', 'w').write(f"""daemon off; pid {W}/nginx.pid; error_log {W}/nginx.log; worker_processes 1; events {{ worker_connections 512; }}
http {{ access_log off; keepalive_requests 10000000; client_body_temp_path {W}/t1; proxy_temp_path {W}/t2; fastcgi_temp_path {W}/t3; uwsgi_temp_path {W}/t4; scgi_temp_path {W}/t5; types {{ application/json json; }}
server {{ listen 127.0.0.1:{NGINX} ssl http2; ssl_certificate {W}/o.crt; ssl_certificate_key {W}/o.key; root {W}/www; }} }}
""")
    spawn('nghttpd', ['nghttpd', '-d', W + '/www', '-a', '127.0.0.1', str(NGHTTPD), W + '/o.key', W + '/o.crt'], GC, NGHTTPD)
    spawn('nginx', ['nginx', '-c', W + '/nginx.conf'], GC, NGINX)
    json.dump({'device': 'bench', 'platform': 'android', 'values': {'account.user_id': ['id%04d-%012x' % (i, i * 7919) for i in range(180)], 'contact.email': ['jane@example.org']}}, open(W + '/profile.json', 'w'))
    telltale = spawn('telltale', [os.path.abspath(o.telltale), 'start', '--data', W + '/data', '--certs', W + '/certs', '--proxy', f'127.0.0.1:{PROXY}', '--web', '127.0.0.1:0', '--app', 'com.fiction.bench', '--profile', W + '/profile.json', '--trust-upstream', W + '/o.crt', '--allow-upstream', '127.0.0.0/8'], PC, PROXY, JAVA_TOOL_OPTIONS=o.java_opts)
    spawn('shim-a', [W + '/lgen', 'shim', str(SHIM_A), f'127.0.0.1:{PROXY}', f'127.0.0.1:{NGHTTPD}'], GC, SHIM_A)
    spawn('shim-b', [W + '/lgen', 'shim', str(SHIM_B), f'127.0.0.1:{PROXY}', f'127.0.0.1:{NGINX}'], GC, SHIM_B)
    for case in CASES: load(case, o.warm // 2 if case.startswith('h1') else o.warm // 4)
    rows = []
    for r in range(o.rounds):
        for case in (list(CASES) if r % 2 == 0 else list(CASES)[::-1]):
            us, protocol = load(case, o.requests); rows.append({'case': case, 'us': us, 'round': r, 'protocol': protocol}); print('%-16s r%d %-9s %.1f us' % (case, r, protocol, us), flush=True)
    base = statistics.median([x['us'] for x in rows if x['case'].startswith('h1')])
    print('\nCPU per request, median us; in brackets the ratio to HTTP/1.1')
    for case in CASES: m = statistics.median([x['us'] for x in rows if x['case'] == case]); print('%-16s %.1f (%.2f)' % (case, m, m / base))
    if o.json: json.dump(rows, open(o.json, 'w'))
finally:
    for p in reversed(started):
        try: os.kill(p.pid, signal.SIGTERM)
        except OSError: pass
    for p in started:
        try: p.wait(10)
        except subprocess.TimeoutExpired: p.kill()
    shutil.rmtree(W, ignore_errors=True)
