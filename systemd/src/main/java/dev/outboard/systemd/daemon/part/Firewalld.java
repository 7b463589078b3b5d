package dev.outboard.systemd.daemon.part;

import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.host.ControlScript;
import dev.outboard.network.host.FirewalldZone;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.util.List;

/**
 * What a daemon's way into the network needs on a host that has firewalld: a zone, and a service that puts the rules
 * back. Each time that firewalld starts, stops or reloads, it takes all rules of iptables away that are not its own,
 * since its version 2 only where it has some itself there; it says so on D-Bus, where the first daemon listens for its
 * rules, and a unit for those of this daemon.
 *
 * @param spec the daemon
 * @param zone the zone of its containers
 */
record Firewalld(DaemonSpec spec, FirewalldZone zone) {
    static Firewalld of(DaemonSpec spec, List<Subnet> ranges) {
        return new Firewalld(spec, new FirewalldZone(spec.name().toString(), ranges));
    }

    ManagedFile file() {
        return ManagedFile.ofText(zone.file(), zone.text());
    }

    /** Not in the daemon's slice: containers could leave it no process to run a command in. */
    ManagedUnit unit(ControlScript script) {
        UnitFile unit = UnitFile.empty(spec.firewalldUnit().toString())
                .set(
                        "Unit",
                        "Description",
                        "Put the rules of the containers of " + spec.name() + " back after firewalld")
                .set("Unit", "After", "dbus.service " + spec.networkUnit())
                .set("Unit", "Requires", spec.networkUnit().toString())
                .set("Service", "ExecStart", script.call("follow"))
                .set("Service", "Restart", "always")
                .set("Install", "WantedBy", "multi-user.target")
                .comment(UnitComment.of(spec, "generated"));
        return ManagedUnit.of(spec.firewalldUnit(), unit.text()).withoutInterruption();
    }

    /** A zone that came with firewalld is in use. A source in two zones firewalld does not take. */
    void check(Planning planning) {
        if (planning.host().status(zone.vendorFile()).isPresent()) {
            planning.conflict(new Problem(
                    "daemon " + spec.name(),
                    "the zone " + zone.name() + " of firewalld",
                    "no zone of the daemon's name, since its containers get one",
                    "give the daemon another name"));
        }
        zone.otherZones(planning.host())
                .forEach((range, other) -> planning.conflict(new Problem(
                        "daemon " + spec.name(),
                        range + " in firewalld's zone " + other,
                        "no zone that has it, since firewalld takes a source in one zone only, and its containers get one",
                        "run \"firewall-cmd --permanent --zone=" + other + " --remove-source=" + range
                                + "\" and \"firewall-cmd --reload\"")));
    }

    /** What nothing here does anything about comes last. */
    List<String> notes() {
        return List.of(
                "firewalld has zone " + zone.name() + " for its containers, from its next reload on by " + zone.file()
                        + ", until then zone trusted. Each time that firewalld starts, reloads or stops, it may take rules"
                        + " of iptables away, and " + spec.firewalldUnit()
                        + " puts them back; between these two moments containers have no way out",
                "to firewalld, ports that its containers publish are services of the host: it lets in what you open, for"
                        + " example by \"firewall-cmd --permanent --add-port=8082/tcp\" and \"firewall-cmd --reload\"");
    }
}
