package dev.outboard.systemd.daemon.part;

import com.google.common.collect.ImmutableList;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The option by which an engine is told its containerd, as it stands in a command line. */
public final class ContainerdOption {
    private static final String NAME = "--containerd";
    private static final String HOSTS_UNIT = "containerd.service";
    private static final List<String> DEPENDENCIES =
            ImmutableList.of("After", "BindsTo", "PartOf", "Requires", "Requisite", "Upholds", "Wants");

    private ContainerdOption() {}

    /** The words that the option is made of: one, or name and value apart; none if it is not there. */
    static Set<ExecLine.Word> words(ExecLine line) {
        Set<ExecLine.Word> words = new LinkedHashSet<>();
        boolean isValue = false;
        for (ExecLine.Word word : line.words()) {
            if (isValue || word.text().startsWith(NAME + "=") || word.text().equals(NAME)) {
                words.add(word);
            }
            isValue = word.text().equals(NAME);
        }
        return words;
    }

    /**
     * The containerd that a service's engine is told of.
     *
     * @param service the service
     * @return the value of the option; empty if the command line does not have it
     */
    public static Optional<String> address(UnitFile service) {
        return words(line(service)).stream()
                .map(ExecLine.Word::text)
                .map(word -> word.substring(word.indexOf('=') + 1))
                .filter(word -> !word.equals(NAME))
                .reduce((first, last) -> last);
    }

    /** The service without the option, and without need of the host's containerd. */
    static UnitFile removedFrom(UnitFile service) {
        ExecLine line = line(service);
        Set<ExecLine.Word> words = words(line);
        UnitFile edited = service.replace(
                "Service", "ExecStart", line.keep(word -> !words.contains(word)).text());
        for (String key : DEPENDENCIES) {
            edited = withoutHostsUnit(edited, key);
        }
        return edited;
    }

    /** The service with the option set. */
    static UnitFile addedTo(UnitFile service, String socket) {
        return service.replace(
                "Service",
                "ExecStart",
                line(service).append(List.of(NAME + "=" + socket)).text());
    }

    private static ExecLine line(UnitFile service) {
        return ExecLine.parse(service.value("Service", "ExecStart").orElseThrow());
    }

    private static UnitFile withoutHostsUnit(UnitFile service, String key) {
        List<String> words = service.words("Unit", key);
        if (!words.contains(HOSTS_UNIT)) {
            return service;
        }
        String rest = String.join(
                " ", words.stream().filter(word -> !word.equals(HOSTS_UNIT)).toList());
        UnitFile without = service.remove("Unit", key);
        return rest.isEmpty() ? without : without.set("Unit", key, rest);
    }
}
