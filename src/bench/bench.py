#!/usr/bin/env python3
"""CPU time per request of intercepting proxies, side by side on the same work, on loopback.

    apt-get install -y squid-openssl mitmproxy tinyproxy gcc libssl-dev openssl
    python3 bench.py [--peers direct,tinyproxy,squid,mitmdump,mitmdump-scan,telltale] [--work w1_1k,w1_16k,w1_256k,w2,w3,up,down] [--rounds 5] [--telltale ../../telltale] [--json FILE]

Origin and generator run on the first core, the proxy on the second. The generator verifies the leaf's chain and name and the length that the origin says it read.
CPU is user + system time of the proxy's process tree, divided by the requests answered; it is what holds on a shared machine. Rounds are interleaved, A B C, C B A, ...; medians are printed.
`foreign` is what other processes took: above 0.3 cores throw the round away. Root is needed (hosts file, clear_refs). Every run is bounded; what was started is stopped by its pid."""
import argparse, glob, json, os, shutil, signal, socket, statistics, subprocess, sys, tempfile, time
HERE = os.path.dirname(os.path.abspath(__file__)); OP = 9443; MARK = '# bench hosts'
a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
a.add_argument('--peers', default='squid,mitmdump,telltale'); a.add_argument('--work', default='w1_1k,w1_16k,w2'); a.add_argument('--rounds', type=int, default=5)
a.add_argument('--telltale', default=os.path.join(HERE, '..', '..', 'telltale')); a.add_argument('--java-opts', default='-Xms256m -Xmx1g'); a.add_argument('--warm', type=float, default=8); a.add_argument('--json'); a.add_argument('--keep', action='store_true')
o = a.parse_args(); W = tempfile.mkdtemp(prefix='bench-'); os.chmod(W, 0o755); procs = {}
sh = lambda c: subprocess.run(c, shell=True, check=True, cwd=W, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
CORES = sorted(os.sched_getaffinity(0)); GC, PC = str(CORES[0]), str(CORES[-1])
HOSTS = ['h%03d.perf.test' % i for i in range(500)]
WORK = {'w1_1k': ['-c', '32', '-b', '1024', '-B', 'body_1k.json'], 'w1_16k': ['-c', '32', '-b', '16384', '-B', 'body_16k.json'], 'w1_256k': ['-c', '32', '-b', '262144', '-B', 'body_256k.json'],
        'w2': ['-c', '16', '-k', '0', '-b', '1024', '-B', 'body_1k.json'], 'w3': ['-c', '8', '-k', '0', '-b', '1024', '-B', 'body_1k.json', '-n', '500'],
        'up': ['-c', '4', '-b', '10485760', '-B', 'body_256k.json', '-n', '12'], 'down': ['-c', '4', '-g', '/down/10485760', '-n', '12']}
SECS = {'w3': 12, 'up': 30, 'down': 30}
def prepare():
    sh(f"gcc -O2 -o lgen {HERE}/lgen.c -lssl -lcrypto -lpthread && python3 {HERE}/gen_body.py")
    ec = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
    sh(f"openssl req -x509 {ec} -keyout oca.key -out oca.crt -days 30 -subj '/CN=Perf Origin CA' -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign")
    sh(f"openssl req {ec} -keyout o.key -out o.csr -subj /CN=o.perf.test && printf 'subjectAltName=DNS:o.perf.test,DNS:*.perf.test' > ext && openssl x509 -req -in o.csr -CA oca.crt -CAkey oca.key -CAcreateserial -days 30 -extfile ext -out o1.crt && cat o1.crt oca.crt > o.crt")
    sh("openssl req -x509 -newkey rsa:2048 -nodes -keyout mca.key -out mca.crt -days 30 -subj '/CN=Perf MITM CA' -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign")
    sh("cat mca.crt mca.key > mca.pem; mkdir -p squid mitm && cp mca.pem mitm/mitmproxy-ca.pem && chmod 644 mca.key && : ")
    open(W + '/hosts.txt', 'w').write('\n'.join(HOSTS) + '\n')
    with open('/etc/hosts') as f: old = f.read()
    open('/etc/hosts', 'w').write(old.split(MARK)[0].rstrip('\n') + '\n' + MARK + '\n' + ''.join('127.0.0.1 %s\n' % h for h in HOSTS + ['o.perf.test']))
def restore():
    with open('/etc/hosts') as f: old = f.read()
    open('/etc/hosts', 'w').write(old.split(MARK)[0])
def command(n, port):
    mitm = ['mitmdump', '-q', '--set', f'confdir={W}/mitm', '--set', f'ssl_verify_upstream_trusted_ca={W}/oca.crt', '--listen-host', '127.0.0.1', '-p', str(port)]
    if n == 'tinyproxy':
        open(W + '/tiny.conf', 'w').write(f'Port {port}\nListen 127.0.0.1\nTimeout 600\nMaxClients 500\nLogLevel Critical\n'); return ['tinyproxy', '-d', '-c', W + '/tiny.conf']
    if n == 'squid':
        open(W + '/squid.conf', 'w').write(open(HERE + '/squid.conf.in').read().replace('@W@', W).replace('@PORT@', str(port)))
        sh(f"rm -rf squid/ssl_db; /usr/lib/squid/security_file_certgen -c -s {W}/squid/ssl_db -M 16MB; chown -R proxy {W}/squid"); return ['squid', '-N', '-f', W + '/squid.conf']
    if n == 'mitmdump': return mitm
    if n == 'mitmdump-scan': return mitm + ['-s', HERE + '/scan.py']
    if n == 'mitmdump-w': return mitm + ['-w', W + '/flows']
    if n == 'telltale':
        prof = {'device': 'bench', 'platform': 'android', 'values': {'account.user_id': ['id%04d-%012x' % (i, i * 7919) for i in range(180)], 'device.ad_id.gaid': ['38400000-8cf0-11bd-b23e-10b96e40000d'], 'contact.email': ['jane@example.org'], 'location.precise': ['52.5200,13.4050']}}
        json.dump(prof, open(W + '/profile.json', 'w'))
        return [os.path.abspath(o.telltale), 'start', '--data', W + '/tt-data', '--certs', W + '/tt-certs', '--proxy', f'127.0.0.1:{port}', '--web', '127.0.0.1:0', '--app', 'com.fiction.bench', '--profile', W + '/profile.json', '--trust-upstream', W + '/oca.crt', '--allow-upstream', '127.0.0.0/8']
    raise SystemExit('unknown peer ' + n)
def tree(pid):
    kids = {}
    for f in glob.glob('/proc/[0-9]*/stat'):
        try: s = open(f).read(); kids.setdefault(int(s[s.rindex(')') + 2:].split()[1]), []).append(int(f.split('/')[2]))
        except OSError: pass
    out = [pid]; i = 0
    while i < len(out): out += kids.get(out[i], []); i += 1
    return out
def cpu(pid):
    t = 0
    for k in tree(pid):
        try: s = open(f'/proc/{k}/stat').read(); t += sum(map(int, s[s.rindex(')') + 2:].split()[11:15]))
        except OSError: pass
    return t / os.sysconf('SC_CLK_TCK')
def peak(pid):
    t = 0
    for k in tree(pid):
        try: t += sum(int(l.split()[1]) for l in open(f'/proc/{k}/status') if l.startswith('VmHWM'))
        except OSError: pass
    return t / 1024
def busy(): v = list(map(int, open('/proc/stat').readline().split()[1:9])); return (sum(v) - v[3] - v[4]) / os.sysconf('SC_CLK_TCK')
def up(port):
    try: socket.create_connection(('127.0.0.1', port), 1).close(); return True
    except OSError: return False
def spawn(n, cmd, core, port, **env):
    p = subprocess.Popen(['taskset', '-c', core] + cmd, stdin=subprocess.DEVNULL, stdout=open(f'{W}/{n}.out', 'w'), stderr=open(f'{W}/{n}.err', 'w'), env=dict(os.environ, **env), start_new_session=True, cwd=W); procs[n] = p
    for _ in range(1200):
        if up(port): return
        if p.poll() is not None: raise SystemExit(f'{n} ended: ' + open(f'{W}/{n}.err').read()[-600:])
        time.sleep(.1)
    raise SystemExit(n + ' does not listen')
def stop():
    for n, p in procs.items():
        for k in reversed(tree(p.pid)):
            try: os.kill(k, signal.SIGTERM)
            except OSError: pass
    for p in procs.values():
        try: p.wait(10)
        except subprocess.TimeoutExpired:
            for k in reversed(tree(p.pid)):
                try: os.kill(k, signal.SIGKILL)
                except OSError: pass
def run(n, w, secs=None):
    port = ports[n]; pid = procs['origin' if n == 'direct' else n].pid; opid = procs['origin'].pid
    cmd = ['taskset', '-c', PC if n == 'direct' else GC, W + '/lgen', 'gen', '-p', str(OP), '-H', '@' + W + '/hosts.txt' if w == 'w3' else 'o.perf.test', '-A', W + '/bundle.pem', '-d', str(secs or SECS.get(w, 2.5))] + (['-t', f'127.0.0.1:{OP}'] if n == 'direct' else ['-x', f'127.0.0.1:{port}'])
    cmd += WORK[w] if '-n' in WORK[w] else ['-n', '400000'] + WORK[w]
    for k in tree(pid):
        try: open(f'/proc/{k}/clear_refs', 'w').write('5')
        except OSError: pass
    c0, b0, oc0, t0 = cpu(pid), busy(), cpu(opid), time.time()
    r = subprocess.run(cmd, capture_output=True, text=True, cwd=W, timeout=120)
    try: d = json.loads(r.stdout)
    except ValueError: d = {'ok': 0, 'errs': -1, 'err': (r.stdout + r.stderr)[-200:], 'secs': 1, 'rps': 0}
    if w in ('up', 'down'): time.sleep(.2)
    used, t = cpu(pid) - c0, time.time() - t0; own = used + (0 if n == 'direct' else cpu(opid) - oc0) + d.get('gencpu', 0); mb = max(d.get('rxMB', 0), d.get('txMB', 0))
    d.update(peer=n, work=w, us=used * 1e6 / d['ok'] if d.get('ok') else None, ms_mb=used * 1e3 / mb if mb else None, rss=peak(pid), foreign=max(0, (busy() - b0 - own) / max(t, .01)))
    return d
def main():
    global ports
    peers, works = o.peers.split(','), o.work.split(','); prepare(); ports = {n: 18200 + i for i, n in enumerate(peers)}; rows = []
    spawn('origin', [W + '/lgen', 'origin', '-p', str(OP), '-C', W + '/o.crt', '-K', W + '/o.key', '-B', W + '/body_256k.json'], GC, OP)
    for n in peers:
        if n != 'direct': spawn(n, command(n, ports[n]), PC, ports[n], **({'JAVA_TOOL_OPTIONS': o.java_opts} if n == 'telltale' else {}))
    with open(W + '/bundle.pem', 'w') as f:
        for c in ['oca.crt', 'mca.crt'] + glob.glob(W + '/tt-certs/*.pem'): f.write(open(os.path.join(W, c)).read() + '\n')
    for n in peers:
        if n != 'direct': [run(n, w, o.warm) for w in ('w1_1k', 'w2')]
    for w in works:
        for r in range(o.rounds):
            for n in (peers if r % 2 == 0 else peers[::-1]):
                d = run(n, w); d['round'] = r; rows.append(d)
                print('%-14s %-8s r%d ok %-6s errs %-3s us/req %-8s req/s %-8s p50 %-6s p99 %-7s MB %-5.0f foreign %.2f %s' % (n, w, r, d.get('ok'), d.get('errs'), d['us'] and round(d['us'], 1), d.get('rps'), d.get('p50us'), d.get('p99us'), d['rss'], d['foreign'], d.get('err', '')[:80]), flush=True)
    med = lambda n, w, k: statistics.median([x[k] for x in rows if x['peer'] == n and x['work'] == w and x[k] is not None] or [float('nan')])
    print('\nCPU per request, median us (ms per MB for up and down); in brackets the ratio to squid')
    for w in works:
        k = 'ms_mb' if w in ('up', 'down') else 'us'; base = med('squid', w, k) if 'squid' in peers else float('nan')
        print('%-8s ' % w + '  '.join('%s %.4g (%.2f)' % (n, med(n, w, k), med(n, w, k) / base) for n in peers))
    if o.json: json.dump(rows, open(o.json, 'w'))
try: main()
finally:
    stop(); restore()
    if o.keep: print('kept', W)
    else: shutil.rmtree(W, ignore_errors=True)
