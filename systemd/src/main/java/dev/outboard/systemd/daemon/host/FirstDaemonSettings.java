package dev.outboard.systemd.daemon.host;

import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.TrafficPolicy;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.UnitSource;
import dev.outboard.systemd.options.ContainerDefaults;
import dev.outboard.systemd.options.ImageStore;
import dev.outboard.systemd.options.LogSettings;
import dev.outboard.systemd.options.RegistrySettings;
import dev.outboard.systemd.options.ResourceLimits;
import dev.outboard.systemd.vendor.AbsentEngine;
import dev.outboard.systemd.vendor.Derivation;
import dev.outboard.systemd.vendor.LeftOut;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells what the first daemon has and this one does not. A setting for which the spec makes the call already is not
 * told: its user knows of it.
 *
 * @param spec the daemon
 * @param bridge its bridge
 * @param derivation what was taken from the first daemon, and what was not
 */
record FirstDaemonSettings(DaemonSpec spec, BridgeSpec bridge, Derivation derivation) {
    /** Where the kernel shows SELinux, if it is on. */
    private static final AbsolutePath SELINUX = AbsolutePath.of("/sys/fs/selinux/enforce");

    private static final String SELINUX_OPTION = "selinux-enabled";

    List<String> notes(HostView host) {
        List<String> notes = new ArrayList<>(LeftOut.notes(
                derivation.leftOut().stream().filter(setting -> !isSet(setting)).toList()));
        notes.addAll(derivation.shared());
        boolean isWithoutUnit =
                derivation.service().isEmpty() && derivation.problems().isEmpty();
        if (spec.unitSource() == UnitSource.VENDOR && isWithoutUnit) {
            notes.add("this host has no docker.service to derive from, so its units are generated");
        }
        if (host.status(SELINUX).isPresent()) {
            notes.add(selinux());
        }
        AbsentEngine.snapBeside(host).ifPresent(notes::add);
        return notes;
    }

    private String selinux() {
        String confinement = spec.daemonOptionNames().contains(SELINUX_OPTION)
                ? ""
                : "; its containers are not confined without addDaemonFlag(\"" + SELINUX_OPTION + "\")";
        return "this host has SELinux: label the root with \"semanage fcontext -a -e /var/lib/docker " + spec.root()
                + "\" and \"restorecon -R " + spec.root() + "\"" + confinement;
    }

    private boolean isSet(LeftOut setting) {
        return spec.daemonOptionNames().contains(setting.option())
                || switch (setting.call()) {
                    case ADD_DNS -> !spec.dns().isEmpty();
                    case ADD_LABEL -> !spec.labels().isEmpty();
                    case CONTAINER_DEFAULTS -> !spec.containerDefaults().equals(ContainerDefaults.ofEngine());
                    case LOGS -> !spec.logs().equals(LogSettings.ofEngine());
                    case REGISTRIES -> !spec.registries().equals(RegistrySettings.ofEngine());
                    case PROXIES -> spec.registries().proxies().isPresent();
                    case USER_REMAP -> spec.userRemap().isPresent();
                    case TRAFFIC -> !spec.traffic().equals(TrafficPolicy.USUAL);
                    case BRIDGE_MTU -> bridge.mtu().isPresent();
                    case RESOURCE_LIMITS -> !spec.resourceLimits().equals(ResourceLimits.UNLIMITED);
                    case STORAGE -> spec.storage().isPresent();
                    case IMAGE_STORE -> spec.imageStore() != ImageStore.GRAPH_DRIVER;
                    case CLEAN_UP -> spec.cleanUp().isPresent();
                    case DAEMON_OPTION, DAEMON_FLAG, DROP_IN, NONE -> false;
                };
    }
}
