package dev.outboard.machine;

import java.util.List;
import java.util.stream.Stream;

/**
 * Who reaches whom on a machine with two daemons. A web server runs in {@code c1} of the first daemon, in {@code c2} on
 * the default network of the second and in {@code u2} on a network of its user, and in the LAN; each answers with its
 * name.
 */
final class Reachability {
    private static final String CONTAINERS = """
            serve() { client=$1 name=$2; shift 2
                $client run --detach --restart always --name $name "$@" busybox:1 \\
                    sh -c "echo $name >/tmp/index.html; exec httpd -f -p 80 -h /tmp" >/dev/null
            }
            serve docker c1 --publish 8080:80
            serve docker2 c2 --publish 8082:80
            docker2 network create jobs >/dev/null
            serve docker2 u1 --network jobs
            serve docker2 u2 --network jobs
            """;

    /** Prints the last line that a web server says; nothing where none answers in two seconds. */
    private static final String FETCH =
            "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | busybox nc -w 2 $0 $1 2>/dev/null | tail -n 1";

    /**
     * All at once, since each that gets no answer takes its two seconds. Names are resolved by nslookup: the C library in
     * a static busybox can't.
     */
    private static final String PROBES = """
            fetch=$1
            address() { $1 inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' $2 2>/dev/null ||:; }
            results=$(mktemp --directory)
            trap 'rm -r "$results"' EXIT
            probe() { client=$1 from=$2 to=$3; shift 3
                answer=$($client exec $from sh -c "$fetch" "$@")
                echo "$from to $to: ${answer:--}" >"$results/$from $to"
            }
            name=$(docker2 exec u1 nslookup u2 127.0.0.11 | sed -n '/^Name/,$s/^Address[^:]*: *//p')
            probe docker c1 lan 203.0.113.1 80 &
            probe docker c1 "c2's address" $(address docker2 c2) 80 &
            probe docker2 c2 lan 203.0.113.1 80 &
            probe docker2 c2 "c1's address" $(address docker c1) 80 &
            probe docker2 c2 "c1's published port" 192.168.50.2 8080 &
            probe docker2 u1 lan 203.0.113.1 80 &
            probe docker2 u1 "u2's name" $name 80 &
            probe docker2 u1 "c1's address" $(address docker c1) 80 &
            wait
            cat "$results"/*
            """;

    private final Machine machine;

    private Reachability(Machine machine) {
        this.machine = machine;
    }

    /** Starts the web server in the LAN, which also knows a way to the containers of the second daemon. */
    static Reachability on(Machine machine) {
        machine.lan(
                        "sh",
                        "-ec",
                        "mkdir /run/www; echo lan >/run/www/index.html;"
                                + " busybox httpd -p 80 -h /run/www </dev/null >/dev/null 2>&1;"
                                + " ip route add 10.9.0.0/16 via " + Machine.ADDRESS)
                .orFail();
        return new Reachability(machine);
    }

    /** Starts the containers; the daemons start them again after a reboot. */
    void startContainers() {
        BusyboxImage.load(machine, "docker", "busybox:1");
        BusyboxImage.load(machine, "docker2", "busybox:1");
        machine.sh(CONTAINERS).orFail();
    }

    /** What a container is told by the web server at an address; nothing if none answers. */
    String answer(String client, String container, String address) {
        return machine.out(client, "exec", container, "sh", "-c", FETCH, address, "80");
    }

    /** What is reached from containers and from the LAN, and who answers; {@code -} where nobody does. */
    List<String> matrix() {
        String address =
                machine.out("docker2", "inspect", "--format", "{{.NetworkSettings.Networks.bridge.IPAddress}}", "c2");
        return Stream.concat(
                        machine.sh(PROBES, FETCH).orFail().text().lines(),
                        Stream.of(
                                "lan to c1's published port: " + fromLan(Machine.ADDRESS, "8080"),
                                "lan to c2's published port: " + fromLan(Machine.ADDRESS, "8082"),
                                "lan to c2's address: " + fromLan(address, "80")))
                .toList();
    }

    private String fromLan(String address, String port) {
        String answer = machine.lan("sh", "-c", FETCH, address, port).text();
        return answer.isEmpty() ? "-" : answer;
    }
}
