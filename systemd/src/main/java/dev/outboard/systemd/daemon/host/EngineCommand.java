package dev.outboard.systemd.daemon.host;

import com.google.common.collect.ImmutableList;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.EngineDialect;
import java.util.List;

/** The command line of an engine, from the program's first argument on, as the engine must get it. */
final class EngineCommand {
    /** The client was the engine as well until Docker 17.12. */
    static final AbsolutePath PROGRAM_1_10 = AbsolutePath.of("/usr/bin/docker");

    private EngineCommand() {}

    /** The socket comes from systemd: {@code fd://}. All but the namespaces is in the configuration file. */
    static List<String> arguments(DaemonSpec spec) {
        return spec.engineDialect() == EngineDialect.DOCKER_1_10 ? docker110(spec) : dockerd(spec);
    }

    private static List<String> dockerd(DaemonSpec spec) {
        return ImmutableList.<String>builder()
                .add("-H", "fd://")
                .add("--config-file=" + spec.configurationFile())
                // The engine reads these two as flags only: in its file it ignores the second.
                .add("--containerd-namespace=" + spec.name())
                .add("--containerd-plugins-namespace=plugins." + spec.name())
                .addAll(spec.daemonOptions())
                .build();
    }

    private static List<String> docker110(DaemonSpec spec) {
        ImmutableList.Builder<String> arguments = ImmutableList.<String>builder()
                .add("daemon", "-H", "fd://")
                .add("-g", spec.dataRoot().toString())
                .add("-s", spec.storageDriver())
                .add("-p", spec.pidFile().toString())
                .add("-b", spec.bridge().toString())
                .add("--config-file=" + spec.configurationFile())
                .add("--exec-root=" + spec.execRoot())
                .add("--iptables=false", "--ip-masq=false")
                .add("--label=" + spec.ownLabel());
        spec.labels().forEach(label -> arguments.add("--label=" + label));
        spec.dns().forEach(address -> arguments.add("--dns=" + address));
        spec.registries().mirrors().forEach(mirror -> arguments.add("--registry-mirror=" + mirror));
        spec.registries().insecureRegistries().forEach(registry -> arguments.add("--insecure-registry=" + registry));
        spec.logs().driver().ifPresent(driver -> arguments.add("--log-driver=" + driver));
        spec.logs().allOptions().forEach((key, value) -> arguments.add("--log-opt=" + key + "=" + value));
        spec.containerDefaults().ulimits().forEach(limit -> arguments.add("--default-ulimit=" + limit));
        spec.userRemap().ifPresent(remap -> arguments.add("--userns-remap=" + remap.value()));
        return arguments.addAll(spec.daemonOptions()).build();
    }
}
