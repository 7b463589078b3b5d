package dev.outboard.systemd.daemon.host;

import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.EngineDialect;
import dev.outboard.systemd.daemon.part.DaemonContext;
import java.util.List;
import java.util.Optional;

/**
 * The units of a daemon before its parts change them.
 *
 * @param service what runs the daemon
 * @param socket what listens for it
 */
record BasicUnits(UnitFile service, UnitFile socket) {
    /**
     * Makes the units from what may be taken from the first daemon's: sets what is this daemon's own, and leaves everything
     * else as the vendor wrote it, comments too. A socket that is not there is generated.
     */
    static BasicUnits derived(DaemonContext daemon, UnitFile service, Optional<UnitFile> socket) {
        DaemonSpec spec = daemon.spec();
        UnitFile own = service.set("Unit", "Description", serviceDescription(spec))
                .set("Service", "ExecStart", execStart(spec, vendorProgram(spec, service)))
                .comment(origin(daemon, service));
        return new BasicUnits(
                own, socket.map(original -> derived(daemon, original)).orElseGet(() -> generatedSocket(daemon)));
    }

    private static UnitFile derived(DaemonContext daemon, UnitFile socket) {
        return withOwnSocket(socket, daemon.spec()).comment(origin(daemon, socket));
    }

    private static String origin(DaemonContext daemon, UnitFile original) {
        return daemon.unitComment("derived from " + original.fileName());
    }

    /** Makes the units where there are none to derive them from. The settings are those of Docker's own packages. */
    static BasicUnits generated(DaemonContext daemon) {
        DaemonSpec spec = daemon.spec();
        UnitFile service = UnitFile.empty(spec.serviceUnit().toString())
                .set("Unit", "Description", serviceDescription(spec))
                .set("Unit", "Documentation", "https://docs.docker.com")
                .set("Unit", "After", "network-online.target containerd.service " + spec.socketUnit())
                .set("Unit", "Wants", "network-online.target containerd.service")
                .set("Unit", "Requires", spec.socketUnit().toString())
                .set("Unit", "StartLimitBurst", "3")
                .set("Unit", "StartLimitIntervalSec", "60s")
                .set("Service", "Type", "notify")
                .set("Service", "ExecStart", execStart(spec, generatedProgram(daemon)))
                .set("Service", "ExecReload", "/bin/kill -s HUP $MAINPID")
                .set("Service", "TimeoutStartSec", "120s")
                .set("Service", "Restart", "on-failure")
                .set("Service", "RestartSec", "2s")
                .set("Service", "LimitNPROC", "infinity")
                .set("Service", "LimitCORE", "infinity")
                .set("Service", "LimitNOFILE", "1048576")
                .set("Service", "TasksMax", "infinity")
                .set("Service", "Delegate", "yes")
                .set("Service", "KillMode", "process")
                .set("Service", "OOMScoreAdjust", "-500")
                .set("Install", "WantedBy", "multi-user.target")
                .comment(daemon.unitComment("generated"));
        return new BasicUnits(service, generatedSocket(daemon));
    }

    private static UnitFile generatedSocket(DaemonContext daemon) {
        return withOwnSocket(UnitFile.empty(daemon.spec().socketUnit().toString()), daemon.spec())
                .set("Install", "WantedBy", "sockets.target")
                .comment(daemon.unitComment("generated"));
    }

    private static String serviceDescription(DaemonSpec spec) {
        return "Docker daemon " + spec.name();
    }

    /** Sets where the socket is, whose it is, and who may use it. */
    private static UnitFile withOwnSocket(UnitFile socket, DaemonSpec spec) {
        return socket.set("Unit", "Description", "Socket of the Docker daemon " + spec.name())
                .set("Unit", "PartOf", spec.serviceUnit().toString())
                .set("Socket", "ListenStream", UnitValue.literal(spec.socket().toString()))
                .set("Socket", "SocketMode", spec.socketMode().toString())
                .set("Socket", "SocketUser", spec.socketOwner().user())
                .set("Socket", "SocketGroup", spec.socketOwner().group());
    }

    private static String execStart(DaemonSpec spec, ExecLine program) {
        return program.append(EngineCommand.arguments(spec)).text();
    }

    /** The vendor's program with the paths of its packaging, which this daemon's options follow. */
    private static ExecLine vendorProgram(DaemonSpec spec, UnitFile service) {
        return spec.engineDialect() == EngineDialect.DOCKER_1_10
                ? line(EngineCommand.PROGRAM_1_10.toString())
                : ExecLine.parse(service.value("Service", "ExecStart").orElseThrow());
    }

    private static ExecLine generatedProgram(DaemonContext daemon) {
        return daemon.spec().engineDialect() == EngineDialect.DOCKER_1_10
                ? line(EngineCommand.PROGRAM_1_10.toString())
                : line(daemon.platform().program().toString())
                        .append(List.of("--containerd=/run/containerd/containerd.sock"));
    }

    private static ExecLine line(String program) {
        return ExecLine.parse(ExecLine.quote(List.of(program)));
    }
}
