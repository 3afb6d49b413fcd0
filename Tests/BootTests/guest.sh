#!/bin/bash
# Runs inside the booted machine; see boot.sh.
passed=0 failed=0
# check TITLE CONDITION [what to show when it does not hold]
check() {
    if eval "$2"; then passed=$((passed + 1)); echo "ok   $1"
    else failed=$((failed + 1)); echo "FAIL $1"; echo "     [$2]"; printf '%s\n' "${3:-}" | sed 's/^/     | /' | head -30; fi
}
# until_true SECONDS CONDITION
until_true() {
    local end=$((SECONDS + $1))
    until eval "$2" 2>/dev/null; do [ $SECONDS -ge $end ] && return 1; sleep 0.1; done
}
as() { local user=$1; shift; runuser -u "$user" -- "$@"; }
active() { systemctl is-active tocsind; }
line() { systemctl show -p StatusText --value tocsind; }
pid() { systemctl show -p MainPID --value tocsind; }
log() { journalctl -u tocsind -o cat --no-pager "$@"; }
secret() { case $1 in anna) echo "lamps along the tunnel";; ben) echo "seven grey wagons north";; esac; }
# with_secret USER COMMAND...: the passphrase comes on descriptor 3
with_secret() { local user=$1; shift; runuser -u "$user" -- "$@" --passphrase-fd 3 3<<<"$(secret "$user")"; }

echo "== installing, as docs/operating.md says"
systemd-sysusers && systemd-tmpfiles --create tocsin.conf && journalctl --update-catalog
for user in anna ben carla dave eve; do useradd --create-home --shell /bin/bash "$user"; done
usermod -a -G tocsin-stop dave
usermod -a -G tocsin-stop anna
systemctl daemon-reload
check "sysusers made user and group" 'id tocsin | grep -q tocsin-stop' "$(id tocsin 2>&1)"
check "tmpfiles made the directories" '[ "$(stat -c %a:%U:%G /run/tocsin /run/tocsin/stop /var/lib/tocsin-stop/stop | paste -sd" ")" = "755:tocsin:tocsin 2770:tocsin:tocsin-stop 2770:tocsin:tocsin-stop" ]' "$(stat -c %n:%a:%U:%G /run/tocsin /run/tocsin/stop /var/lib/tocsin-stop/stop 2>&1)"
out=$(systemd-analyze verify tocsind.service tocsind.socket tocsind-stop.socket tocsin-stop.service 2>&1)
check "systemd has nothing to say about the units" '[ -z "$out" ]' "$out"
echo "     $(systemd-analyze security --no-pager tocsind.service | tail -1)"
echo "     $(systemd-analyze security --no-pager tocsin-stop.service | tail -1)"

echo "== no configuration file"
systemctl enable tocsind.service >/dev/null 2>&1
systemctl start tocsind.socket tocsind-stop.socket
check "sockets listen, the service waits" '[ "$(active)" = inactive ] && [ -S /run/tocsin/control.sock ] && [ -S /run/tocsin/stop.sock ]'
check "stop socket: root:tocsin-stop 0660" '[ "$(stat -c %a:%U:%G /run/tocsin/stop.sock)" = 660:root:tocsin-stop ]' "$(stat -c %a:%U:%G /run/tocsin/stop.sock)"
check "control socket: 0666" '[ "$(stat -c %a /run/tocsin/control.sock)" = 666 ]'
began=$(date +%s%N); out=$(tocsinctl status 2>&1); status=$?; ended=$(date +%s%N)
check "the first tocsinctl call starts it ($(((ended - began) / 1000000)) ms)" '[ $status = 0 ] && [ "$(active)" = active ]' "$out
$(log -n 20)"
echo "$out" | sed 's/^/     > /'
check "ready by Type=notify, with a line of its own" '[[ "$(line)" == "Posts go out"* ]]' "$(line)"
systemctl status --no-pager --lines 0 tocsind | sed 's/^/     > /'
out=$(tocsinctl readiness 2>&1); echo "$out" | sed 's/^/     > /'
check "the main thread alone is FIFO" '[ "$(ps -L -o cls= -p $(pid) | grep -c FF)" = 1 ] && [ "$(ps -o cls= -p $(pid) | tr -d " ")" = FF ]' "$(ps -L -o tid,cls,rtprio,comm -p $(pid))"
ps -L -o tid,cls,rtprio,comm -p "$(pid)" | sed 's/^/     > /'
grep -E 'VmLck|RssAnon|RssFile|VmRSS|Threads|Seccomp:|NoNewPrivs|CapEff' /proc/"$(pid)"/status | sed 's/^/     > /'
check "nothing of libdispatch or the runtime in the journal" '! log | grep -Ei "libdispatch|dispatch|fatal|backtrace"' "$(log)"
log | sed 's/^/     > /'

echo "== a stop by socket activation"
systemctl stop tocsind
check "systemctl stop leaves it down" '[ "$(active)" = inactive ]' "$(active)"
check "the stop socket stays" '[ "$(systemctl is-active tocsind-stop.socket)" = active ]'
out=$(tocsinctl status 2>&1); status=$?
check "tocsinctl says that it is down and that this is no emergency stop (status $status)" '[ $status != 0 ] && [[ "$out" == *"not an emergency stop"* ]] && [ "$(active)" = inactive ]' "$out"
echo "$out" | sed 's/^/     > /'
check "systemctl status says so too" 'systemctl status --no-pager tocsind | grep -q "Status: .*no emergency stop"' "$(systemctl status --no-pager tocsind)"
out=$(as dave sh -c 'printf "smoke in the tunnel\n" | socat -t10 - UNIX-CONNECT:/run/tocsin/stop.sock' 2>&1)
echo "     > $out"
check "a message on the stop socket starts it, and it comes up stopped" 'until_true 10 "[ \$(active) = active ]" && [[ "$(line)" == STOPPED* ]]' "$(line)
$(log -n 10)"
check "with who pressed" 'tocsinctl status | grep -Eq "by (dave|uid $(id -u dave)) "' "$(tocsinctl status 2>&1)"
check "systemctl status says that posts do not go out" 'systemctl status --no-pager tocsind | grep -q "Status: \"STOPPED: .*nothing goes out"' "$(systemctl status --no-pager tocsind)"

echo "== journal"
epoch=$(tocsinctl status --json | python3 -c 'import json,sys; d=json.load(sys.stdin); d=d.get("parameters",d); print(d["stops"][0]["epoch"] if d.get("stops") else d)' 2>/dev/null)
[[ $epoch =~ ^[0-9]+$ ]] || epoch=$(line | sed -n 's/^STOPPED: stop \([0-9]*\).*/\1/p')
check "journalctl TOCSIN_STOP_EPOCH=$epoch finds it" 'journalctl TOCSIN_STOP_EPOCH=$epoch -o cat --no-pager | grep -q "publishing stopped"'
out=$(journalctl TOCSIN_STOP_EPOCH="$epoch" --catalog --no-pager)
check "with the catalogue's words" '[[ "$out" == *"No post that it covers leaves this machine"* && "$out" == *"tocsinctl receipt $epoch"* ]]' "$out"
echo "$out" | sed 's/^/     > /' | head -20

echo "== kill -9, watchdog"
before=$(pid); kill -9 "$before"
check "kill -9: started again by systemd, stopped" 'until_true 10 "[ \$(pid) != $before ] && [ \$(pid) != 0 ] && [ \$(active) = active ]" && [[ "$(line)" == STOPPED* ]]' "$(line)
$(log -n 10)"
before=$(pid); began=$(date +%s%N); kill -STOP "$before"
check "SIGSTOP: killed by the watchdog and started again" 'until_true 60 "[ \$(pid) != $before ] && [ \$(pid) != 0 ] && [ \$(active) = active ]"' "$(systemctl status --no-pager tocsind)"
echo "     after $((($(date +%s%N) - began) / 1000000)) ms"
check "stopped still" '[[ "$(line)" == STOPPED* ]]' "$(line)"
check "the journal says why" 'journalctl -u tocsind -o cat | grep -q "Watchdog timeout"' "$(log -n 15)"

echo "== configuration"
mkdir -p /etc/tocsin
cat >/etc/tocsin/tocsin.yaml <<'Y'
organisation: Lantern Rail
roles:
  administrator: { users: [root] }
  coordinator: { users: [carla] }
  releaser: { users: [anna, ben] }
  viewer: { users: [dave] }
outsideOurReach:
  - name: Newsletter tool
    owner: Dana
Y
check "--check-config" 'tocsind --check-config' "$(tocsind --check-config 2>&1)"
systemctl reload tocsind; until_true 5 'log -n 5 | grep -q "configuration applied"'
check "reload applies it" 'log -n 5 | grep -q "configuration applied" && [ "$(active)" = active ]' "$(log -n 5)"
check "and says who may release" 'tocsinctl status 2>&1 | grep -q "anna, ben"' "$(tocsinctl status 2>&1)"
cp /etc/tocsin/tocsin.yaml /root/good.yaml
echo 'orgnisation: x' >>/etc/tocsin/tocsin.yaml
systemctl reload tocsind; status=$?; until_true 5 'log -n 5 | grep -q "the one in force stays"'
check "a wrong one leaves the old in force and the journal says so (reload: $status)" 'log -n 5 | grep -q "the one in force stays" && [ "$(active)" = active ]' "$(log -n 5)"
check "with file, line and field" 'journalctl -u tocsind -o json --no-pager | grep -q "TOCSIN_REASON.*tocsin.yaml:10"' "$(journalctl -u tocsind -o json --no-pager | grep TOCSIN_REASON | tail -1)"
check "old in force" 'tocsinctl status 2>&1 | grep -q "anna, ben"'
cp /root/good.yaml /etc/tocsin/tocsin.yaml; systemctl restart tocsind
check "a start with a configuration is ready, and stopped" '[ "$(active)" = active ] && [[ "$(line)" == STOPPED* ]]' "$(line)"

echo "== roles and passphrases"
check "a viewer cannot register an account" '! as dave tocsinctl account register x --handle @x --endpoint http://127.0.0.1:1/ >/dev/null 2>&1'
check "a nobody cannot list posts, and may see whether posts go out" '! as eve tocsinctl post list >/dev/null 2>&1 && as eve tocsinctl status >/dev/null 2>&1' "$(as eve tocsinctl status 2>&1)"
as eve tocsinctl post list 2>&1 | sed 's/^/     > /'
check "root cannot schedule: it is administrator, not coordinator" '! tocsinctl post schedule x hello --at 2030-01-01T00:00:00Z >/dev/null 2>&1'
for user in anna ben; do
    out=$(with_secret $user tocsinctl passphrase 2>&1); check "$user sets a passphrase" '[[ "$out" == *"is set"* ]]' "$out"
done
out=$(with_secret anna tocsinctl release --rehearse 2>&1); check "anna rehearses" '[ $? = 0 ]' "$out"
check "release is possible" '! tocsinctl status 2>&1 | grep -q "NOT POSSIBLE"' "$(tocsinctl status 2>&1)"

echo "== release by two persons"
number=$(line | sed -n 's/^STOPPED: stop \([0-9]*\).*/\1/p')
out=$(with_secret anna tocsinctl release "$number" 2>&1); echo "$out" | sed 's/^/     > /'
check "one person alone releases nothing" '[[ "$(line)" == STOPPED* ]]' "$(line)"
out=$(with_secret anna tocsinctl release "$number" 2>&1); echo "$out" | sed 's/^/     > /'
check "nor the same person twice" '[[ "$(line)" == STOPPED* ]]' "$(line)"
out=$(runuser -u ben -- tocsinctl release "$number" --passphrase-fd 3 3<<<"a wrong passphrase" 2>&1)
check "nor with a wrong passphrase" '[[ "$(line)" == STOPPED* ]]' "$out"
out=$(with_secret ben tocsinctl release "$number" 2>&1); echo "$out" | sed 's/^/     > /'
check "the second one releases" 'until_true 5 "[[ \"\$(line)\" == \"Posts go out\"* ]]"' "$(line)"

echo "== publishing under the sandbox"
python3 /usr/lib/tocsin-boot/receiver.py --record /root/sent.ndjson </dev/null >/root/port &
until_true 10 '[ -s /root/port ]'
tocsinctl account register lantern --handle @lantern --unit rail --endpoint "http://127.0.0.1:$(head -n1 /root/port)/posts" --owner Rail --credential-holder Dana 2>&1 | sed 's/^/     > /'
as carla tocsinctl post schedule lantern "Good morning." --post hello --at "$(date --utc --date '+2 seconds' +%FT%TZ)" 2>&1 | sed 's/^/     > /'
check "a post reaches a webhook on loopback" 'until_true 15 "grep -q \"Good morning\" /root/sent.ndjson"' "$(as carla tocsinctl post show hello 2>&1; log -n 5)"
check "and is recorded" 'until_true 5 "as carla tocsinctl post show hello | grep -q published"' "$(as carla tocsinctl post show hello 2>&1)"

echo "== idle"
sleep 1
# Each thread that lives has its own count; one that came meanwhile counts whole.
switches() { for task in /proc/"$(pid)"/task/*; do echo "${task##*/} $(awk '/^voluntary_ctxt/ { print $2 }' "$task/status") $(cat "$task/comm")"; done; }
switches >/root/first; sleep 20; switches >/root/second
wakeups=$(awk 'NR == FNR { was[$1] = $2; next } { n += $2 - was[$1] } END { print n + 0 }' /root/first /root/second)
echo "     voluntary context switches in 20 s: $wakeups"
awk 'NR == FNR { was[$1] = $2; next } $2 > was[$1] { print "     > " $3, $2 - was[$1] }' /root/first /root/second
grep -E 'RssAnon|VmRSS|VmLck' /proc/"$(pid)"/status | sed 's/^/     > /'
check "idle: at most 3 wake-ups a second" '[ "$wakeups" -le 60 ]' "$(cat /root/second)"
check "RssAnon below 25 MB" '[ "$(awk "/RssAnon/ { print \$2 }" /proc/$(pid)/status)" -lt 25600 ]'

echo "== who may stop"
check "a user outside tocsin-stop cannot open the stop socket" '! as eve socat -u /dev/null UNIX-CONNECT:/run/tocsin/stop.sock 2>/dev/null'
out=$(as eve sh -c "printf '{\"method\":\"org.tocsin.Stop.Engage\",\"parameters\":{}}\0' | socat -t3 - UNIX-CONNECT:/run/tocsin/control.sock" 2>&1 | tr '\0' '\n')
check "Engage on the control socket by such a user is refused" '[[ "$out" == *error* ]] && [[ "$(line)" == "Posts go out"* ]]' "$out"
echo "     > $out"
out=$(as eve tocsinctl stop 2>&1); status=$?
check "tocsinctl stop says so (status $status)" '[ $status != 0 ] && [[ "$out" == *"NOT STOPPED"* ]]' "$out"
echo "$out" | sed 's/^/     > /'
out=$(as dave tocsinctl stop --reason "smoke" 2>&1); status=$?
check "a member presses stop (status $status)" '[ $status = 0 ] && [[ "$out" == STOPPED* ]] && until_true 2 "[[ \"\$(line)\" == STOPPED* ]]"' "$out"
echo "$out" | sed 's/^/     > /'
release_all() { local n; for n in $(tocsinctl status 2>/dev/null | grep -o 'stop [0-9][0-9]*' | awk '{print $2}' | sort -un) $(line | sed -n 's/^STOPPED: stop \([0-9]*\).*/\1/p'); do for u in anna ben; do with_secret $u tocsinctl release "$n" >/dev/null 2>&1; done; done; until_true 3 '[[ "$(line)" == "Posts go out"* ]]'; }
for i in 1 2 3; do release_all && break; done
check "released again" '[[ "$(line)" == "Posts go out"* ]]' "$(tocsinctl status 2>&1)"

echo "== systemctl start tocsin-stop"
systemctl start tocsin-stop; status=$?
check "stops (status $status)" '[ $status = 0 ] && until_true 2 "[[ \"\$(line)\" == STOPPED* ]]"' "$(line)
$(journalctl -u tocsin-stop -o cat -n 10)"
number=$(line | sed -n 's/^STOPPED: stop \([0-9]*\).*/\1/p')
check "with the origin unit" 'tocsinctl receipt "$number" --json | grep -q "\"unit\""' "$(tocsinctl receipt $number 2>&1)"
check "its journal holds what an administrator must know" 'journalctl -u tocsin-stop -o cat | grep -q STOPPED' "$(journalctl -u tocsin-stop -o cat)"
systemctl start tocsin-stop; check "and again" '[ $? = 0 ]'
for i in 1 2 3; do release_all && break; done
check "released again" '[[ "$(line)" == "Posts go out"* ]]' "$(tocsinctl status 2>&1)"

echo "== with the daemon masked"
systemctl stop tocsind; systemctl mask --runtime tocsind.service >/dev/null 2>&1
systemctl start tocsin-stop; status=$?
check "tocsin-stop fails loudly (status $status)" '[ $status != 0 ] && journalctl -u tocsin-stop -o cat | grep -q "NOT CONFIRMED"' "$(journalctl -u tocsin-stop -o cat -n 10)"
journalctl -u tocsin-stop -o cat -n 9 | sed 's/^/     > /'
check "both sentinels are written" '[ -f /run/tocsin/stop/stop ] && [ -f /var/lib/tocsin-stop/stop/stop ]' "$(ls -lR /run/tocsin /var/lib/tocsin-stop)"
systemctl status --no-pager --lines 0 tocsind-stop.socket | sed 's/^/     > /'
out=$(tocsinctl status 2>&1); echo "$out" | sed 's/^/     > /'
systemctl unmask --runtime tocsind.service >/dev/null 2>&1; systemctl reset-failed tocsind.service tocsind.socket tocsind-stop.socket 2>/dev/null
systemctl start tocsind; check "starts" '[ $? = 0 ]' "$(log -n 10)"
check "the next start is stopped" 'until_true 5 "[[ \"\$(line)\" == STOPPED* ]]"' "$(line)"
check "the stop socket answers again" 'systemctl is-active tocsind-stop.socket' "$(systemctl status --no-pager tocsind-stop.socket)"
check "the sentinels are gone once the stop is in the log" 'until_true 5 "[ ! -e /run/tocsin/stop/stop ] && [ ! -e /var/lib/tocsin-stop/stop/stop ]"' "$(ls -lR /run/tocsin /var/lib/tocsin-stop)"
for i in 1 2 3; do release_all && break; done

echo "== with a daemon that fails"
systemctl stop tocsind; cp /etc/tocsin/tocsin.yaml /root/good.yaml; echo 'orgnisation: x' >>/etc/tocsin/tocsin.yaml
systemctl start tocsind >/dev/null 2>&1; check "a start with a wrong configuration fails" '[ "$(active)" != active ]' "$(active)"
log -n 6 | sed 's/^/     > /'
out=$(as dave tocsinctl stop 2>&1); status=$?
check "a stop meanwhile is confirmed by the stop path of a failing start, or says that it is not (status $status)" '[[ $status = 0 && "$out" == *"On disk"* ]] || [[ $status = 5 && "$out" == *"NOT CONFIRMED"* && -f /run/tocsin/stop/stop ]]' "$out"
echo "$out" | sed 's/^/     > /'
sleep 5; restarts=$(systemctl show -p NRestarts --value tocsind); cp /root/good.yaml /etc/tocsin/tocsin.yaml
check "with the file corrected it comes up by itself, stopped" 'until_true 20 "[ \$(active) = active ]" && until_true 5 "[[ \"\$(line)\" == STOPPED* ]]"' "$(systemctl status --no-pager tocsind)"

stops=$(tocsinctl status | awk '/^Stops in force/ { print $NF }')
check "one press and $restarts failing restarts make few stops ($stops)" '[ "$stops" -le 3 ]' "$(tocsinctl status)"

echo "== down, then stop, then start"
for i in 1 2 3; do release_all && break; done
systemctl stop tocsind
out=$(as dave tocsinctl stop 2>&1); status=$?
echo "$out" | sed 's/^/     > /'
check "a stop pressed with the daemon down is in force (status $status)" 'until_true 10 "[ \$(active) = active ]" && until_true 5 "[[ \"\$(line)\" == STOPPED* ]]"' "$(line)"
out=$(tocsinctl status 2>&1); echo "$out" | sed 's/^/     > /'
systemctl kill --kill-whom=main --signal=SIGUSR1 tocsind; sleep 1
check "SIGUSR1 through systemctl kill" '[ "$(active)" = active ] && tocsinctl log tail | grep -q signal' "$(tocsinctl log tail 2>&1 | tail -5)"

echo "== folders gone, a reboot"
for i in {1..12}; do release_all && break; done
check "released again" '[[ "$(line)" == "Posts go out"* ]]' "$(tocsinctl status 2>&1)"
rm -rf /var/lib/tocsin-stop /run/tocsin/stop
systemctl start tocsin-stop; status=$?
check "with the stop folders removed tocsin-stop presses all the same (status $status)" '[ $status = 0 ] && until_true 2 "[[ \"\$(line)\" == STOPPED* ]]"' "$(journalctl -u tocsin-stop -o cat -n 6)"
systemctl restart tocsind
check "and the daemon starts without them" '[ "$(active)" = active ]' "$(log -n 5)"
systemd-tmpfiles --create tocsin.conf
for i in 1 2 3; do release_all && break; done
systemctl stop tocsind tocsind.socket tocsind-stop.socket; rm -rf /run/tocsin; systemd-tmpfiles --create tocsin.conf
mkdir -p /run/systemd/system/tocsind.service.d
printf '[Service]\nEnvironment=TOCSIN_BOOT_ID=0123456789abcdef0123456789abcdef\n' >/run/systemd/system/tocsind.service.d/boot.conf
systemctl daemon-reload; systemctl start tocsind
check "after a reboot that found nothing stopped posts go out" '[[ "$(line)" == "Posts go out"* ]]' "$(line)"
as dave tocsinctl stop >/dev/null 2>&1
systemctl stop tocsind tocsind.socket tocsind-stop.socket; rm -rf /run/tocsin; systemd-tmpfiles --create tocsin.conf
sed -i s/0123/4567/ /run/systemd/system/tocsind.service.d/boot.conf; systemctl daemon-reload; systemctl start tocsind
check "after a reboot that found a stop it is in force, by the same person, once" '[[ "$(line)" == "STOPPED: stop "*" by dave since"* && "$(line)" != *" more by"* ]]' "$(line)"

echo "== secrets"
out=$(journalctl -u tocsind -u tocsin-stop --no-pager -o verbose | grep -Ei "lamps along|seven grey|Good morning|wrong passphrase|@lantern")
check "no passphrase, text or handle in the journal" '[ -z "$out" ]' "$out"
check "log verify" 'tocsinctl log verify | grep -q SOUND' "$(tocsinctl log verify 2>&1)"
began=$(date +%s%N); systemctl stop tocsind; ended=$(date +%s%N)
check "an orderly end ($(((ended - began) / 1000000)) ms)" '[ "$(systemctl show -p Result --value tocsind)" = success ]'
echo "$passed passed, $failed failed"
[ $failed = 0 ]
