package dev.outboard.network;

import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The commands of two programs. What the first does comes first and goes last.
 *
 * @param first the commands of one, which is to refuse
 * @param second the commands of the other
 */
record CommandsInTurn(ForwardingCommands first, ForwardingCommands second) implements ForwardingCommands {
    @Override
    public Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>(first.files());
        files.putAll(second.files());
        return files;
    }

    @Override
    public List<String> start(AbsolutePath directory) {
        return Stream.of(first, second)
                .flatMap(commands -> commands.start(directory).stream())
                .toList();
    }

    @Override
    public List<String> stop(String isReplacement) {
        return Stream.of(second, first)
                .flatMap(commands -> commands.stop(isReplacement).stream())
                .toList();
    }

    @Override
    public Optional<List<String>> faults(HostView host) {
        return first.faults(host)
                .flatMap(faults -> second.faults(host)
                        .map(more ->
                                Stream.concat(faults.stream(), more.stream()).toList()));
    }
}
