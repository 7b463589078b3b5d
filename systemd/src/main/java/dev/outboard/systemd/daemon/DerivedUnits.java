package dev.outboard.systemd.daemon;

import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import java.util.List;
import java.util.Optional;

/**
 * Makes a daemon's units from what may be taken from the first daemon's: sets what is this daemon's own, and leaves
 * everything else as the vendor wrote it, comments too.
 *
 * @param spec the daemon
 * @param service what was taken from the first daemon's service
 * @param socket what was taken from its socket, or empty to generate one
 */
record DerivedUnits(DaemonSpec spec, UnitFile service, Optional<UnitFile> socket) {

    DaemonUnits render() {
        UnitFile own = service.set("Unit", "Description", DaemonUnits.serviceDescription(spec))
                .set("Service", "ExecStart", execStart());
        return new DaemonUnits(
                own.comment(origin(service)), socket.map(this::derived).orElseGet(() -> GeneratedUnits.socket(spec)));
    }

    private UnitFile derived(UnitFile original) {
        UnitFile own = original.set("Unit", "Description", DaemonUnits.socketDescription(spec))
                .set("Unit", "PartOf", spec.serviceUnit().toString())
                .set("Socket", "ListenStream", UnitValue.literal(spec.socket().toString()));
        return DaemonUnits.withAccess(own, spec).comment(origin(original));
    }

    private String origin(UnitFile original) {
        return DaemonUnits.origin(spec, "derived from " + original.fileName());
    }

    /** The vendor's program with the paths of its packaging, and this daemon's options after them. */
    private String execStart() {
        ExecLine line = spec.engineDialect() == EngineDialect.DOCKER_1_10
                ? ExecLine.parse(ExecLine.quote(List.of(EngineCommand.PROGRAM_1_10.toString())))
                : ExecLine.parse(service.value("Service", "ExecStart").orElseThrow());
        return line.append(EngineCommand.arguments(spec)).text();
    }
}
