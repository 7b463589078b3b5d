package dev.outboard.core.unitfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitFileRoundTripTest {
    private static final int TEN_MEGABYTES = 10_000_000;

    /** Every byte but NUL, those that structure a unit more often. */
    private static final String BYTES =
            IntStream.rangeClosed(1, 255).mapToObj(Character::toString).collect(Collectors.joining())
                    + "[]=#;\\\n\r ".repeat(60);

    static Stream<Path> realUnits() throws IOException, URISyntaxException {
        Path units = Path.of(Objects.requireNonNull(UnitFileRoundTripTest.class.getResource("/units"))
                .toURI());
        try (Stream<Path> files = Files.walk(units)) {
            List<Path> found = files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("README.md"))
                    .toList();
            assertThat(found).hasSizeGreaterThan(20);
            return found.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("realUnits")
    void keepsRealUnitByteForByte(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);

        UnitFile unit = UnitFile.parse(file.toString(), bytes);

        assertThat(unit.text().getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
        assertThat(unit.sections()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("realUnits")
    void givesRealUnitBackAfterAnEditIsUndone(Path file) throws IOException {
        UnitFile unit = UnitFile.parse("unit", Files.readAllBytes(file));

        assertThat(unit.set("Unit", "X-Mark", "1").remove("Unit", "X-Mark").text())
                .startsWith(unit.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "[Unit]",
                "[Unit]\r\nAfter=a\r\n",
                "[Unit]\rAfter=a\r",
                "[Unit]\n\rAfter=a",
                "[Unit]\nAfter=a \\\n# comment\n  b",
                "[Unit]\nAfter=a \\",
                "\uFEFF[Unit]\nAfter=a\n",
                "After=outside\nno equals sign\n=no key\n[]\n[a]b]\n"
            })
    void keepsText(String text) {
        assertThat(UnitFile.parse("unit", text).text()).isEqualTo(text);
        assertThat(UnitFile.parse("unit", text)).hasToString(text);
    }

    @Test
    void keepsAnyBytesOrNamesFileAndLine() {
        String alphabet = "[]=#;\\\\\\\n\n\n\r \tAfter\"'%$\u00e9\ud83d\ude00\uFEFF";
        AtomicInteger kept = new AtomicInteger();
        SeededStrings.forEachSeed(100_000, random -> {
            byte[] bytes = switch (random.number(0, 2)) {
                case 0 -> random.text(BYTES, 0, 60).getBytes(StandardCharsets.ISO_8859_1);
                case 1 -> random.hostile().getBytes(StandardCharsets.UTF_8);
                default ->
                    (random.oneOf("[Unit]\n", "") + random.text(alphabet, 0, 60)).getBytes(StandardCharsets.UTF_8);
            };
            try {
                assertThat(UnitFile.parse("unit", bytes).text().getBytes(StandardCharsets.UTF_8))
                        .isEqualTo(bytes);
                kept.incrementAndGet();
            } catch (UnitFileSyntaxException refused) {
                assertThat(refused).hasMessageStartingWith("unit, line " + refused.line() + ": ");
            }
        });
        assertThat(kept.get()).isGreaterThan(30_000);
    }

    @Test
    void readsRandomUnitsAsTheyWereMeant() {
        for (int seed = 0; seed < 20_000; seed++) {
            RandomUnit expected = new RandomUnit(new Random(seed));
            UnitFile unit = UnitFile.parse("unit", expected.text());
            assertThat(unit.text()).as("seed %d", seed).isEqualTo(expected.text());
            for (String section : RandomUnit.SECTIONS) {
                for (String key : RandomUnit.KEYS) {
                    assertThat(unit.values(section, key))
                            .as("seed %d, [%s] %s", seed, section, key)
                            .isEqualTo(UnitFileRandomEditTest.values(expected.blocks(), section, key));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "\r",
                " ",
                "\\",
                "[",
                "=",
                "a",
                "\\\n",
                "[]\n",
                "[a\\\n]\n",
                "#\\\n",
                "a=\\\n#\n",
                "a=\n",
                "a=b \\\n",
                "[Unit]\n# c\nAfter=a b \\\n  c\n\n",
                "#\n"
            })
    void readsTenMegabytes(String piece) {
        String text = "[Unit]\n" + piece.repeat(TEN_MEGABYTES / piece.length());

        try {
            UnitFile unit = UnitFile.parse("unit", text);

            assertThat(unit.text()).isSameAs(text);
            assertThat(unit.sections()).startsWith("Unit");
            assertThat(unit.values("Unit", "a")).hasSizeLessThan(TEN_MEGABYTES);
        } catch (UnitFileSyntaxException refused) {
            assertThat(refused.line()).isPositive();
        }
    }

    @Test
    void editsTenMegabytesOfOneKey() {
        String text = "[Unit]\n" + "After=a \\\n b\n".repeat(TEN_MEGABYTES / 13);

        UnitFile unit = UnitFile.parse("unit", text)
                .replaceWord("Unit", "After", "b", "c")
                .set("Unit", "After", "d");

        assertThat(unit.text()).isEqualTo("[Unit]\nAfter=d\n");
    }

    @Test
    void findsWordBehindTenMegabytesOfContinuation() {
        String text = "[Unit]\nAfter\\\n" + "\\\n".repeat(TEN_MEGABYTES / 2) + "=a";

        UnitFile unit = UnitFile.parse("unit", text).replaceWord("Unit", "After", "a", "b");

        assertThat(unit.words("Unit", "After")).containsExactly("b");
    }
}
