package dev.outboard.systemd.daemon.part;

import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.UnitName;
import java.util.List;

/**
 * A containerd that serves one daemon only: where it has its files, how it is configured, and the unit that runs it. A
 * pure function of its values.
 *
 * <p>Its directories are those that an engine gives to the containerd it starts itself, so that one can become the other
 * and keep its images.
 *
 * @param daemon the daemon that it serves
 * @param program the program containerd
 * @param dataRoot the daemon's data root
 * @param execRoot the directory of the daemon's state while it runs
 * @param configurationFile the file that configures it
 */
public record PrivateContainerd(
        DaemonName daemon,
        AbsolutePath program,
        AbsolutePath dataRoot,
        AbsolutePath execRoot,
        AbsolutePath configurationFile) {
    private static final String DIRECTORY = "containerd/daemon";

    /**
     * What serves Kubernetes, under its names in containerd 1 and 2, and the interface for node resources, of which a
     * host has one socket: {@code /var/run/nri/nri.sock} would be taken from the host's containerd.
     */
    private static final List<String> DISABLED = List.of(
            "io.containerd.grpc.v1.cri",
            "io.containerd.cri.v1.images",
            "io.containerd.cri.v1.runtime",
            "io.containerd.nri.v1.nri");

    /**
     * Where containerd keeps images, layers and what it has to know after a restart.
     *
     * @return a directory below the daemon's data root
     */
    public AbsolutePath root() {
        return dataRoot.resolve(DIRECTORY);
    }

    /**
     * Where containerd keeps what it has to know while containers run.
     *
     * @return a directory below the daemon's exec-root
     */
    public AbsolutePath state() {
        return state(execRoot);
    }

    /**
     * Where a containerd of a daemon's own keeps its state.
     *
     * @param execRoot the directory of the daemon's state
     * @return a directory below it
     */
    public static AbsolutePath state(AbsolutePath execRoot) {
        return execRoot.resolve(DIRECTORY);
    }

    /**
     * Where it answers.
     *
     * @return the path of a socket; containerd makes a second one with {@code .ttrpc} after it
     */
    public AbsolutePath socket() {
        return execRoot.resolve("containerd/containerd.sock");
    }

    /**
     * The unit that runs the containerd of a daemon.
     *
     * @param daemon the daemon
     * @return for example {@code docker2-containerd.service}
     */
    public static UnitName unitName(DaemonName daemon) {
        return UnitName.service(daemon + "-containerd");
    }

    /**
     * The configuration, in the format of version 2, which containerd reads from 1.3 on.
     *
     * @return the text of a file in TOML
     */
    public String configuration() {
        StringBuilder text = new StringBuilder("# The containerd of " + daemon + ".\n"
                + "# Written by Outboard. What is edited here is undone when the plan is applied again.\n"
                + "version = 2\n");
        text.append("root = ").append(string(root())).append('\n');
        text.append("state = ").append(string(state())).append('\n');
        text.append("disabled_plugins = [\n");
        DISABLED.forEach(plugin -> text.append("  \"").append(plugin).append("\",\n"));
        text.append("]\n\n[grpc]\n");
        text.append("address = ").append(string(socket())).append('\n');
        // Where nothing is said, it makes the directory /opt/containerd.
        text.append("\n[plugins.\"io.containerd.internal.v1.opt\"]\n");
        text.append("path = ").append(string(root().resolve("opt"))).append('\n');
        return text.toString();
    }

    /** A basic string of TOML; a path has no control characters. */
    private static String string(AbsolutePath path) {
        return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /**
     * The unit, with the settings of containerd's own packages: what ends it does not end containers.
     *
     * @param service the daemon's service, which needs it
     * @return the unit
     */
    public UnitFile unit(UnitName service) {
        return UnitFile.empty(unitName(daemon).toString())
                .set("Unit", "Description", "containerd of the Docker daemon " + daemon)
                .set("Unit", "Documentation", "https://containerd.io")
                .set("Unit", "After", "network.target local-fs.target dbus.service")
                .set("Unit", "Before", service.toString())
                .set("Unit", "RequiresMountsFor", UnitValue.word(dataRoot.toString()))
                .set("Service", "Type", "notify")
                .set("Service", "ExecStartPre", "-/sbin/modprobe overlay")
                .set(
                        "Service",
                        "ExecStart",
                        ExecLine.quote(List.of(program.toString(), "--config", configurationFile.toString())))
                .set("Service", "Restart", "always")
                .set("Service", "RestartSec", "5")
                .set("Service", "LimitNPROC", "infinity")
                .set("Service", "LimitCORE", "infinity")
                .set("Service", "LimitNOFILE", "1048576")
                .set("Service", "TasksMax", "infinity")
                .set("Service", "Delegate", "yes")
                .set("Service", "KillMode", "process")
                .set("Service", "OOMScoreAdjust", "-999")
                .set("Install", "WantedBy", "multi-user.target");
    }
}
