package dev.outboard.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.command.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShellWordsTest {
    private static final String CHARACTERS = " \t\n'\"\\$`!*?[]{}()<>|&;#~=%^-+,.:/@_aZ0ä€😀\u0001\u007f";

    @Test
    void plainWordsStayAsTheyAre() {
        assertThat(ShellWords.join(List.of("ip", "-4", "addr", "add", "10.9.0.1/16", "dev=docker1")))
                .isEqualTo("ip -4 addr add 10.9.0.1/16 dev=docker1");
    }

    @Test
    void emptyWordIsQuoted() {
        assertThat(ShellWords.quote("")).isEqualTo("''");
    }

    @Test
    void singleQuoteIsQuoted() {
        assertThat(ShellWords.quote("it's")).isEqualTo("'it'\\''s'");
    }

    @Test
    void shellReadsEveryWordBack() throws IOException {
        Random random = new Random(20_161_124);
        List<String> words = IntStream.range(0, 2_000)
                .mapToObj(number -> word(random))
                .collect(Collectors.toCollection(ArrayList::new));
        words.add("");
        words.add("~");
        words.add("-n");
        assertThat(readByShell("printf '%s\\0' " + ShellWords.join(words))).isEqualTo(words);
    }

    private static String word(Random random) {
        int[] characters = CHARACTERS.codePoints().toArray();
        return random.ints(random.nextInt(12), 0, characters.length)
                .map(place -> characters[place])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static List<String> readByShell(String script) throws IOException {
        Process shell = new ProcessBuilder("/bin/sh").redirectErrorStream(true).start();
        try (var input = shell.getOutputStream()) {
            input.write(script.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> words = new ArrayList<>(List.of(output.split("\0", -1)));
        assertThat(words.remove(words.size() - 1))
                .as("what follows the last word")
                .isEmpty();
        return words;
    }

    @Test
    void showsWhatCannotBeSeenSoThatBashReadsItBack() throws IOException {
        String word = "it's\n\u001b[31m \u202eback\\slash \u200b\udb40\udc41 'end'";
        String shown = Command.of("printf", "%s", word).toString();

        assertThat(shown)
                .isEqualTo("printf %s $'it\\'s\\u000a\\u001b[31m \\u202eback\\\\slash \\u200b\\U000e0041 \\'end\\''");
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", shown);
        bash.environment().put("LC_ALL", "C.UTF-8");
        assertThat(new String(bash.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(word);
    }
}
