package dev.outboard.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What real systemd makes of the command lines and values that Outboard writes into unit files. */
@MachineTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the first method sets the field
class ExecLineMachineTest {
    private static final int UNITS = 20;
    private static final int LINES = 100;
    private static final int VARIABLES = 500;
    private static final String PROGRAM = "/usr/local/bin/print arguments";
    private static final String OUTPUT = "/var/lib/arguments";
    private static final String END = "\0";

    private Machine machine;

    @BeforeAll
    void boot() {
        machine = Machine.boot(DebianRelease.TRIXIE, "exec-lines");
        machine.write(PROGRAM, "#!/bin/sh\nprintf '%s\\0' \"$#\" \"$@\"\n");
        machine.sh("chmod 755 \"$1\" && mkdir \"$2\"", PROGRAM, OUTPUT).orFail();
    }

    @AfterAll
    void close() {
        machine.close();
    }

    /** Any text that a program can be given: no NUL, no half of a surrogate pair. */
    private static String argument(SeededStrings random) {
        String text = random.number(0, 1) == 0 ? random.hostile() : random.text("ab \t\"'\\;%${}#-=x41né", 0, 12);
        return text.replaceAll("\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]", "");
    }

    private static List<List<String>> argumentLists() {
        List<List<String>> lists = new ArrayList<>();
        SeededStrings.forEachSeed(
                UNITS * LINES,
                random -> lists.add(IntStream.range(0, random.number(0, 6))
                        .mapToObj(number -> argument(random))
                        .toList()));
        return lists;
    }

    /** Written as a whole, or appended to a vendor's line, also to one whose variables are not expanded. */
    private static String line(int number, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        command.addAll(arguments);
        String quoted = ExecLine.quote(List.of(PROGRAM));
        return switch (number % 3) {
            case 0 -> ExecLine.quote(command);
            case 1 -> ExecLine.parse(quoted + " $UNSET").append(arguments).text();
            default -> ExecLine.parse("\":" + PROGRAM + "\"").append(arguments).text();
        };
    }

    private String read(String file) throws IOException {
        return Files.readString(machine.file(OUTPUT + "/" + file), UTF_8);
    }

    @Test
    void programGetsExactlyTheArgumentsThatWentIn() throws IOException {
        List<List<String>> lists = argumentLists();
        int units = (lists.size() + LINES - 1) / LINES;
        for (int number = 0; number < units; number++) {
            UnitFile unit = UnitFile.empty("unit")
                    .set("Service", "Type", "oneshot")
                    .set("Service", "StandardOutput", "append:" + OUTPUT + "/" + number);
            for (int list = number; list < lists.size(); list += units) {
                unit = unit.add("Service", "ExecStart", line(list, lists.get(list)));
            }
            machine.write("/etc/systemd/system/arguments" + number + ".service", unit.text());
        }
        machine.run("systemctl", "daemon-reload").orFail();
        machine.sh("systemctl start $(seq --format 'arguments%g.service' 0 \"$1\")", String.valueOf(units - 1))
                .orFail();

        for (int number = 0; number < units; number++) {
            StringBuilder expected = new StringBuilder();
            for (int list = number; list < lists.size(); list += units) {
                expected.append(lists.get(list).size()).append(END);
                lists.get(list).forEach(argument -> expected.append(argument).append(END));
            }
            assertThat(read(String.valueOf(number)))
                    .as("unit %d of %d, of seeds %d, %d, ...", number, units, number, number + units)
                    .isEqualTo(expected.toString());
        }
    }

    @Test
    void programGetsExactlyTheEnvironmentThatWentIn() throws IOException {
        List<String> values = new ArrayList<>();
        SeededStrings.forEachSeed(
                VARIABLES, random -> values.add(argument(random).replaceAll("[\\x00-\\x08\\x0b-\\x1f\\x7f]", "")));
        UnitFile unit = UnitFile.empty("unit")
                .set("Service", "Type", "oneshot")
                .set("Service", "StandardOutput", "append:" + OUTPUT + "/environment")
                .set("Service", "ExecStart", "/usr/bin/env -0");
        for (int number = 0; number < values.size(); number++) {
            unit = unit.add("Service", "Environment", UnitValue.environment("V" + number, values.get(number)));
        }
        machine.write("/etc/systemd/system/environment.service", unit.text());
        machine.sh("systemctl daemon-reload && systemctl start environment.service")
                .orFail();

        List<String> variables = List.of(read("environment").split(END, -1));
        assertThat(variables.stream().filter(variable -> variable.matches("(?s)V[0-9]+=.*")))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, values.size())
                        .mapToObj(number -> "V" + number + "=" + values.get(number))
                        .toList());
    }

    @Test
    void descriptionIsExactlyTheTextThatWentIn() {
        String text = "50% of \"it\" 'is' $HOME \\ # ; [Unit] é \ud83d\ude00";
        machine.write(
                "/etc/systemd/system/described.service",
                UnitFile.empty("unit")
                        .set("Unit", "Description", UnitValue.literal(text))
                        .set("Service", "ExecStart", "/usr/bin/true")
                        .text());
        machine.run("systemctl", "daemon-reload").orFail();

        assertThat(machine.out("systemctl", "show", "--property", "Description", "--value", "described.service"))
                .isEqualTo(text);
    }
}
