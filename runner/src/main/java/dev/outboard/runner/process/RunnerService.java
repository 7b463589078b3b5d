package dev.outboard.runner.process;

import com.google.common.base.Splitter;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.installed.InstalledUnit;
import dev.outboard.systemd.installed.UnitCommand;
import dev.outboard.systemd.installed.UnitPath;
import dev.outboard.systemd.installed.Variable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A service of the host that runs GitLab Runner, with the configuration files that it may read: the one that {@code
 * --config} or the variable {@code CONFIG_FILE} names, or else the one where GitLab Runner looks by itself ({@code
 * getDefaultConfigFile} in its {@code commands/config.go}, {@code ROOTCONFIGDIR} in {@code commands/config_unix.go}).
 *
 * @param unit the service
 * @param configurations the files
 */
record RunnerService(UnitName unit, List<AbsolutePath> configurations) {
    private static final List<String> PROGRAMS = List.of("gitlab-runner", "gitlab-ci-multi-runner");
    private static final String SERVICE = ".service";
    private static final String FILE = "config.toml";
    private static final String CONFIG_FILE = "CONFIG_FILE";

    /** All that the host's system manager may start; those of users can't read a file of root. */
    static List<RunnerService> on(HostView host) {
        Set<UnitName> names = new LinkedHashSet<>();
        for (AbsolutePath directory : UnitPath.DIRECTORIES) {
            for (String entry : host.list(directory)) {
                if (entry.endsWith(SERVICE)) {
                    add(entry, directory.resolve(entry), host, names);
                } else if (entry.endsWith(".wants") || entry.endsWith(".requires")) {
                    AbsolutePath wants = directory.resolve(entry);
                    host.list(wants).stream()
                            .filter(link -> link.endsWith(SERVICE) && link.contains("@"))
                            .forEach(link -> add(link, wants.resolve(link), host, names));
                } else if (entry.endsWith(SERVICE + ".d")) {
                    AbsolutePath dropIns = directory.resolve(entry);
                    host.list(dropIns)
                            .forEach(file ->
                                    add(entry.substring(0, entry.length() - 2), dropIns.resolve(file), host, names));
                }
            }
        }
        return names.stream().flatMap(name -> of(name, host).stream()).toList();
    }

    private static void add(String name, AbsolutePath file, HostView host, Set<UnitName> names) {
        boolean isRunner = host.read(file)
                .map(FileContent::text)
                .filter(text -> PROGRAMS.stream().anyMatch(text::contains) || text.contains(CONFIG_FILE))
                .isPresent();
        if (isRunner && !name.endsWith("@" + SERVICE)) {
            try {
                names.add(UnitName.of(name));
            } catch (InvalidValueException ofNoUnit) {
                return;
            }
        }
    }

    private static Optional<RunnerService> of(UnitName name, HostView host) {
        return InstalledUnit.find(name, host, fault -> {})
                .map(unit -> new RunnerService(
                        name,
                        unit.commands().stream()
                                .flatMap(command -> configurations(command, unit))
                                .toList()))
                .filter(service -> !service.configurations().isEmpty());
    }

    private static Stream<AbsolutePath> configurations(UnitCommand command, InstalledUnit unit) {
        // a shell gets its script as one word
        List<String> words = command.texts().stream()
                .flatMap(word -> Splitter.on(' ').omitEmptyStrings().splitToStream(word))
                .toList();
        if (words.stream().noneMatch(word -> PROGRAMS.stream().anyMatch(word::contains))) {
            return Stream.of();
        }
        List<String> named = new ArrayList<>();
        for (int index = 0; index < words.size(); index++) {
            String word = words.get(index);
            if (List.of("-c", "--config", "-config").contains(word) && index + 1 < words.size()) {
                named.add(words.get(index + 1));
            } else if (word.startsWith("--config=") || word.startsWith("-c=")) {
                named.add(word.substring(word.indexOf('=') + 1));
            }
        }
        if (named.isEmpty()) {
            Optional.ofNullable(unit.environment().get(CONFIG_FILE))
                    .map(Variable::value)
                    .ifPresent(named::add);
        }
        return named.isEmpty()
                ? Stream.of(byDefault(unit))
                : named.stream().map(file -> unquoted(file)).flatMap(file -> path(file, unit).stream());
    }

    private static String unquoted(String word) {
        return word.replace("\"", "").replace("'", "");
    }

    private static AbsolutePath byDefault(InstalledUnit unit) {
        return last(unit, "User")
                .filter(user -> !user.equals("root") && !user.equals("0"))
                .map(user -> AbsolutePath.of("/home").resolve(user).resolve(".gitlab-runner"))
                .orElse(RunnerCommands.CONFIGURATION)
                .resolve(FILE);
    }

    private static Optional<AbsolutePath> path(String file, InstalledUnit unit) {
        try {
            return Optional.of(
                    file.startsWith("/")
                            ? AbsolutePath.of(file)
                            : AbsolutePath.of(last(unit, "WorkingDirectory")
                                            .filter(directory -> directory.startsWith("/"))
                                            .orElse("/"))
                                    .resolve(file));
        } catch (InvalidValueException notAPath) {
            return Optional.empty();
        }
    }

    private static Optional<String> last(InstalledUnit unit, String key) {
        List<String> values = unit.values("Service", key);
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(unit.resolve(values.get(values.size() - 1))).filter(value -> !value.isEmpty());
    }
}
