package dev.outboard.systemd.daemon;

import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.core.value.AbsolutePath;
import java.util.List;

/** Makes a daemon's units where there are none to derive them from. The settings are those of Docker's own packages. */
final class GeneratedUnits {
    private GeneratedUnits() {}

    static DaemonUnits render(DaemonSpec spec, AbsolutePath program) {
        UnitFile service = UnitFile.empty(spec.serviceUnit().toString())
                .set("Unit", "Description", DaemonUnits.serviceDescription(spec))
                .set("Unit", "Documentation", "https://docs.docker.com")
                .set("Unit", "After", "network-online.target containerd.service " + spec.socketUnit())
                .set("Unit", "Wants", "network-online.target containerd.service")
                .set("Unit", "Requires", spec.socketUnit().toString())
                .set("Unit", "StartLimitBurst", "3")
                .set("Unit", "StartLimitIntervalSec", "60s")
                .set("Service", "Type", "notify")
                .set("Service", "ExecStart", generatedStart(spec, program))
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
                .set("Install", "WantedBy", "multi-user.target");
        return new DaemonUnits(service.comment(DaemonUnits.origin(spec, "generated")), socket(spec));
    }

    static UnitFile socket(DaemonSpec spec) {
        UnitFile socket = UnitFile.empty(spec.socketUnit().toString())
                .set("Unit", "Description", DaemonUnits.socketDescription(spec))
                .set("Unit", "PartOf", spec.serviceUnit().toString())
                .set("Socket", "ListenStream", UnitValue.literal(spec.socket().toString()))
                .set("Install", "WantedBy", "sockets.target");
        return DaemonUnits.withAccess(socket, spec).comment(DaemonUnits.origin(spec, "generated"));
    }

    private static String generatedStart(DaemonSpec spec, AbsolutePath program) {
        boolean old = spec.engineDialect() == EngineDialect.DOCKER_1_10;
        ExecLine line =
                ExecLine.parse(ExecLine.quote(List.of((old ? EngineCommand.PROGRAM_1_10 : program).toString())));
        return (old ? line : line.append(List.of("--containerd=/run/containerd/containerd.sock")))
                .append(EngineCommand.arguments(spec))
                .text();
    }
}
