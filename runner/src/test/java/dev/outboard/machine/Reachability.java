package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which address reaches which on a machine with two daemons. A web server runs in {@code c1} of the first daemon, in {@code c2} and
 * {@code d2} on the default network of the second and in {@code u1} and {@code u2} on a network of its user, on the
 * machine itself, and in the LAN; each answers with its name.
 */
final class Reachability {
    /** The name of the web server in the LAN. */
    private static final String NAME = "web.example.org";

    /** A service of the machine, at each of its addresses; another is at the port of DNS. */
    private static final String SERVICE = """
            [Service]
            ExecStart=/bin/busybox httpd -f -p %i -h /srv/www
            [Install]
            WantedBy=multi-user.target
            """;

    private static final String SERVE = """
            serve() { client=$1 name=$2; shift 2
                $client run --detach --restart always --name $name "$@" busybox:1 \\
                    sh -c "trap exit TERM; echo $name >/tmp/index.html; httpd -f -p 80 -h /tmp & wait" >/dev/null
            }
            """;

    /** Prints the last line that a web server says; nothing where none answers in time. */
    private static final String FETCH = """
            fetch() { printf 'GET / HTTP/1.0\\r\\n\\r\\n' | busybox nc -w $patience $1 $2 2>/dev/null | tail -n 1; }
            """;

    /**
     * All at once, since each that gets no answer takes its time, and by the containers' namespaces, since that is faster than
     * a client. Names are resolved by nslookup: the C library in a static busybox can't.
     */
    private static final String PROBES = FETCH + """
            results=$(mktemp --directory)
            trap 'rm -r "$results"' EXIT
            look='pid_{{slice .Name 1}}={{.State.Pid}} ip_{{slice .Name 1}}={{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'
            found=$(docker inspect --format "$look" c1 2>/dev/null | grep =) || :
            eval "$found"
            found=$(docker2 inspect --format "$look" c2 d2 u1 u2 2>/dev/null | grep =) || :
            eval "$found"
            inside() { PATH=$PATH:/bin nsenter --target $1 --net --mount -- /bin/sh -c "$2"; }
            note() { echo "$1: ${2:--}" >"$results/$1"; }
            probe() {
                if [ "${2:-0}" != 0 ]; then note "$1 to $3" "$(inside $2 "patience=$patience; $fetch fetch $4 $5")"; fi
            }
            resolve() {
                if [ "${2:-0}" != 0 ]; then
                    note "$1 resolves $3" "$(inside $2 "nslookup $3 $4 2>&1" | sed -n '/^Name/,$s/^Address[^:]*: *//p')"
                fi
            }
            name=$([ -z "$pid_u1" ] || inside $pid_u1 'nslookup u2 127.0.0.11' | sed -n '/^Name/,$s/^Address[^:]*: *//p')
            for from in c1 c2 u1; do
                eval pid=\\${pid_$from:-0}
                probe $from $pid lan 203.0.113.1 80 &
                resolve $from $pid web.example.org "" &
                probe $from $pid 'a service of the host' 192.168.50.2 9000 &
                probe $from $pid 'DNS of the host' 192.168.50.2 53 &
            done
            probe c1 "$pid_c1" "c2's address" "$ip_c2" 80 &
            probe c2 "$pid_c2" "c1's address" "$ip_c1" 80 &
            probe c2 "$pid_c2" "c1's published port" 192.168.50.2 8080 &
            probe c2 "$pid_c2" "c1's port at docker0" 172.17.0.1 8080 &
            probe c2 "$pid_c2" "d2's address" "$ip_d2" 80 &
            probe c2 "$pid_c2" "its bridge's service" 10.9.0.1 9000 &
            probe u1 "$pid_u1" "c1's address" "$ip_c1" 80 &
            probe u1 "$pid_u1" "u2's name" "$name" 80 &
            note "host to c1's published port" "$(fetch 127.0.0.1 8080)" &
            note "host to c2's published port" "$(fetch 10.9.0.1 8082)" &
            wait
            cat "$results"/*
            """;

    private static final String LAN_PROBES = FETCH + """
            note() { echo "lan to $1: ${2:--}"; }
            note "c1's published port" "$(fetch 192.168.50.2 8080)" &
            note "c2's published port" "$(fetch 192.168.50.2 8082)" &
            [ -z "$1" ] || note "c2's address" "$(fetch $1 80)" &
            wait
            """;

    /** Enough where a program answers, unless the computer is busy. */
    private static final String SHORT = "1";

    private static final String LONG = "4";

    private final Machine machine;
    private String address = "";

    private Reachability(Machine machine) {
        this.machine = machine;
    }

    /**
     * Starts the web servers in the LAN, which also knows a way to the containers of the second daemon, and on the machine
     * itself, and the container of the first daemon.
     */
    static Reachability on(Machine machine) {
        machine.lan(
                        "sh",
                        "-ec",
                        "mkdir /run/www; echo lan >/run/www/index.html;"
                                + " busybox httpd -p 80 -h /run/www </dev/null >/dev/null 2>&1;"
                                + " ip route add 10.9.0.0/16 via " + Machine.ADDRESS)
                .orFail();
        machine.resolve(NAME, Machine.LAN_ADDRESS);
        machine.write("/srv/www/index.html", "host\n");
        machine.write("/etc/systemd/system/web@.service", SERVICE);
        machine.run("systemctl", "enable", "--now", "web@9000", "web@53").orFail();
        BusyboxImage.load(machine, "docker", "busybox:1");
        machine.sh(SERVE + "serve docker c1 --publish 8080:80").orFail();
        return new Reachability(machine);
    }

    /** Starts the containers of the second daemon; it starts them again after a reboot. */
    void startContainers() {
        BusyboxImage.load(machine, "docker2", "busybox:1");
        machine.sh(SERVE + """
                serve docker2 c2 --publish 8082:80
                serve docker2 d2
                docker2 network create jobs >/dev/null
                serve docker2 u1 --network jobs
                serve docker2 u2 --network jobs
                """).orFail();
        address = machine.out("docker2", "inspect", "--format", "{{.NetworkSettings.Networks.bridge.IPAddress}}", "c2");
    }

    /** Starts a web server on a network that has its name, made with options, and returns its address. */
    String serveOnANetworkOfItsOwn(String client, String name, String... options) {
        BusyboxImage.load(machine, client, "busybox:1");
        String create = "$1 network create " + String.join(" ", options) + " $2 >/dev/null; ";
        machine.sh(SERVE + create + "serve $1 $2 --network $2", client, name).orFail();
        return machine.out(
                client, "inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", name);
    }

    /** What a container is told by a web server; {@code -} if none answers. */
    String answer(String client, String container, String host, int port) {
        String fetch = "patience=" + SHORT + "\n" + FETCH + "fetch \"$0\" \"$1\"";
        return orNobody(machine.out(client, "exec", container, "sh", "-c", fetch, host, Integer.toString(port)));
    }

    /** What the LAN is told by a web server. */
    String answerToLan(String host, int port) {
        String fetch = "patience=" + SHORT + "\n" + FETCH + "fetch \"$0\" \"$1\"";
        return orNobody(
                machine.lan("sh", "-c", fetch, host, Integer.toString(port)).text());
    }

    private static String orNobody(String answer) {
        return answer.isEmpty() ? "-" : answer;
    }

    /** What containers, the machine and the LAN reach, and what answers; {@code -} where nothing does. */
    List<String> matrix() {
        return matrix(LONG);
    }

    private List<String> matrix(String patience) {
        CompletableFuture<Result> lan = CompletableFuture.supplyAsync(
                () -> machine.lan("sh", "-c", "patience=" + patience + "\n" + LAN_PROBES, "lan", address));
        Result inside = machine.sh("patience=" + patience + "\nfetch=$1\n" + PROBES, FETCH)
                .orFail();
        List<String> rows = new ArrayList<>(Stream.of(inside, lan.join().orFail())
                .flatMap(result -> result.text().lines())
                .toList());
        Collections.sort(rows);
        return rows;
    }

    /** Fails unless the rows are these; those who are slow to answer are asked again with more patience. */
    void assertRows(List<String> expected, Predicate<String> chosen) {
        if (!matrix(SHORT).stream().filter(chosen).toList().equals(expected)) {
            assertThat(matrix(LONG).stream().filter(chosen).toList()).isEqualTo(expected);
        }
    }

    /** Fails unless the whole matrix is this one. */
    void assertMatrix(List<String> expected) {
        assertRows(expected, row -> true);
    }
}
