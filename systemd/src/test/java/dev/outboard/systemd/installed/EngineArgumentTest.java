package dev.outboard.systemd.installed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.systemd.installed.UnitCommand.Word;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineArgumentTest {
    private static List<EngineArgument> parse(String line) {
        return EngineArgument.parse(Stream.of(line.split(" ", -1))
                .map(word -> new Word(word, "docker.service"))
                .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "--data-root /srv, data-root, /srv, --data-root",
        "--data-root=/srv, data-root, /srv, --data-root",
        "--label=a=b, label, a=b, --label",
        "-g /srv, g, /srv, -g",
        "-g/srv, g, /srv, -g",
        "-g=/srv, g, /srv, -g",
        "--debug=false, debug, false, --debug"
    })
    void hasAValueInAnyForm(String line, String name, String value, String title) {
        EngineArgument option = parse(line).get(0);

        assertThat(option.name()).isEqualTo(name);
        assertThat(option.value()).contains(value);
        assertThat(option.title()).isEqualTo(title);
        assertThat(String.join(" ", option.words())).isEqualTo(line);
    }

    @Test
    void hasNoValueBeforeAnotherOptionOrTheEnd() {
        assertThat(parse("--debug -D --selinux-enabled"))
                .extracting(EngineArgument::value)
                .containsOnly(Optional.empty());
    }

    @Test
    void passesOverWhatIsNotAnOption() {
        assertThat(parse("daemon -D - --")).extracting(EngineArgument::name).containsExactly("D");
    }
}
