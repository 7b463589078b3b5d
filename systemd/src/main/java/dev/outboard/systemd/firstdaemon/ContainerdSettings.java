package dev.outboard.systemd.firstdaemon;

import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.installed.InstalledUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the host's containerd keeps what the first daemon has in it: containerd-config.toml(5), containerd(8). */
final class ContainerdSettings {
    private static final AbsolutePath FILE = AbsolutePath.of("/etc/containerd/config.toml");
    private static final UnitName SERVICE = UnitName.of("containerd.service");

    /** Keys of the file stand before its first table. */
    private static final Pattern KEY =
            Pattern.compile("^\\s*(root|state)\\s*=\\s*[\"'](/[^\"']*)[\"']", Pattern.MULTILINE);

    private static final Pattern TABLE = Pattern.compile("^\\s*\\[", Pattern.MULTILINE);
    private static final Pattern OPTION = Pattern.compile("--?(root|state|address|config)(?:=(/.*))?");

    private ContainerdSettings() {}

    /** Paths by what they are. */
    static Map<String, String> readFrom(HostView host, Consumer<String> notes) {
        Map<String, String> paths = new TreeMap<>();
        Optional<InstalledUnit> unit = UnitReader.find(SERVICE, host, notes);
        unit.ifPresent(service -> service.commands().forEach(command -> {
            List<String> words = command.texts();
            for (int i = 1; i < words.size(); i++) {
                Matcher option = OPTION.matcher(words.get(i));
                if (option.matches()) {
                    String next = i + 1 < words.size() ? words.get(i + 1) : "";
                    String value = Optional.ofNullable(option.group(2)).orElse(next);
                    if (value.startsWith("/")) {
                        paths.put(option.group(1) + " (" + SERVICE + ")", value);
                    }
                }
            }
        }));
        AbsolutePath file = AbsolutePath.of(paths.getOrDefault("config (" + SERVICE + ")", FILE.toString()));
        host.read(file).map(FileContent::text).ifPresent(text -> {
            Matcher table = TABLE.matcher(text);
            Matcher key = KEY.matcher(table.find() ? text.substring(0, table.start()) : text);
            while (key.find()) {
                paths.put(key.group(1) + " (" + file + ")", key.group(2));
            }
        });
        return paths;
    }
}
