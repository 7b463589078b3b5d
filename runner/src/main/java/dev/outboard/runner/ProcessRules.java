package dev.outboard.runner;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.spec.Problems;
import dev.outboard.runner.configuration.JobVolume;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.runner.configuration.Settings;
import java.util.List;
import java.util.Map;

/** The rules that a process of GitLab Runner and its runners share. */
final class ProcessRules {
    /** Each is as good as root on the host. {@code /var/run} is a symbolic link to {@code /run} (file-hierarchy(7)). */
    private static final Map<String, String> HOST_SOCKETS = ImmutableMap.of(
            "/run/docker.sock", "the first daemon's socket",
            "/var/run/docker.sock", "the first daemon's socket",
            "/run/containerd/containerd.sock", "the socket of the host's containerd",
            "/var/run/containerd/containerd.sock", "the socket of the host's containerd");

    private ProcessRules() {}

    /** Whether settings are for a process or for one of its runners. */
    static void sections(Settings settings, boolean ofProcess, Problems problems) {
        for (Setting<?> setting : settings.keys()) {
            if (setting.section().isOfProcess() != ofProcess) {
                problems.add(
                        setting.toString(),
                        "a setting of " + (ofProcess ? "one runner" : "the whole process"),
                        "a setting of " + (ofProcess ? "the whole process" : "one runner"),
                        ofProcess ? "set it on the RunnerSpec" : "set it on the process of the RunnerSpec");
            }
        }
    }

    /** A volume of a process that would give it another daemon. */
    static void processVolume(String property, String volume, String source, Problems problems) {
        hostSocket(property, volume, source, "leave it out: the runner gets the second daemon's socket", problems);
    }

    /** A source that leads to a daemon which is not the second one. */
    static void hostSocket(String property, String volume, String source, String remedy, Problems problems) {
        JobVolume.reached(source, List.copyOf(HOST_SOCKETS.keySet()))
                .ifPresent(socket -> problems.add(
                        property,
                        volume,
                        "a source that does not lead to " + HOST_SOCKETS.get(socket) + ", " + socket,
                        remedy));
    }
}
