package dev.outboard.systemd.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.outboard.core.command.Query;
import dev.outboard.core.host.LocalHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The expressions that are accepted and refused here are those that the systemd of this computer accepts and refuses. */
class CalendarEventTest {
    private static final List<String> ACCEPTED = List.of(
            "03:30",
            "Mon 03:00",
            "mon",
            "Mon..Fri 03:00",
            "Mon,Tue",
            "Mon-Fri",
            "daily",
            "Daily",
            "weekly",
            "*-*-* 04:00:00",
            "*-02-30",
            "2026-02-30",
            "*:0/15",
            "3:5",
            "03:30 UTC",
            "03:30 Europe/Berlin",
            "@1700000000",
            "Mon *-*-1..7 04:00",
            "*-*~1",
            "1-1",
            "20-01-01",
            "1..5:00",
            "0/6:00",
            "12:00:00.5",
            "12:00:00.1234567",
            "Mon..Fri,Sun 1:00",
            "daily UTC",
            "*:*",
            "*:*:*",
            "*-*-*",
            "2026-*-1",
            "1,2,3:00",
            "quarterly",
            "semiannually",
            "bi-annually",
            "monday",
            "Monday 3:00 utc",
            "23:59:59.999999",
            "Mon, 03:00",
            "Mon,Tue,",
            "2199-1-1",
            "Mon  03:00",
            "Sun *~7/1",
            "12:00 CET",
            "10:00..12:00",
            "1..3,5..7:00",
            "1..10/3:00",
            "12:00/30",
            "12:0..30/45",
            "*~28",
            "69-1-1",
            "99-1-1",
            "1970-1-1",
            "@1 UTC",
            "*-*-*  03:00",
            "Mon *-*-*  03:00",
            "Mon..Mon",
            "Sun,Mon",
            "2026-11-30 12:00:00 America/New_York",
            "Mon UTC",
            "*-01,07-01",
            "00:00:0/10",
            "08..17/2:15",
            "000:00",
            "Mon..Fri *-*-*",
            "*-*-* *:*:*",
            "00:00:0..10",
            "00:00:00/5,30",
            "yearly",
            "annually",
            "Sat 23:59:59");
    private static final List<String> REFUSED = List.of(
            "25:00",
            "24:00",
            "23:60",
            "Foo 03:00",
            "never",
            "*-13-01",
            "*:0/0",
            "*:60",
            "00:00:60",
            "  ",
            "03",
            "03:30 Nowhere/City",
            "*-*~32",
            "1969-01-01",
            "5..1:00",
            "Mon Tue",
            "Fri..Mon",
            "daily 03:00",
            "12:00 *-*-*",
            "*",
            "/5:00",
            "1,,2:00",
            "1,2,:00",
            "mond",
            "*/2-1-1",
            "2200-1-1",
            "*-*-31/2",
            "*-*-0",
            "*-0-1",
            "-1:00",
            "1:2:3:4",
            "03:00  UTC",
            "hourly ",
            "12:00 -03:00",
            "*-*-~1",
            "12:00 Z",
            "*..5:00",
            "*-*-*T03:00",
            "*:*/15",
            "12:30/30",
            "*~29",
            "100-1-1",
            "@",
            "@-1",
            "@x",
            " 03:00",
            "Mon,  Tue 3:00",
            ",Mon",
            "Mon..Fri..Sun",
            "Sun..Mon",
            "Mon12:00",
            "biannual",
            "12:00:",
            ":00",
            "UTC",
            "12:00 europe/berlin",
            "1..2..3:00",
            "*,1:00",
            "1,*:00",
            "12:00.5",
            "Mon - Fri",
            "Tues",
            "daily,weekly",
            "99999999999:00",
            "1:99999999999",
            "12:00 UTC UTC",
            "00:00;",
            "2026-11-30 03:00 Mon",
            "");

    @ParameterizedTest
    @FieldSource("ACCEPTED")
    void acceptsWhatSystemdAccepts(String expression) {
        assertThat(CalendarEvent.isAccepted(expression)).isTrue();
    }

    @ParameterizedTest
    @FieldSource("REFUSED")
    void refusesWhatSystemdRefuses(String expression) {
        assertThat(CalendarEvent.isAccepted(expression)).isFalse();
    }

    @Test
    void systemdItselfAgrees() {
        assumeThat(Path.of("/usr/bin/systemd-analyze"))
                .as("systemd-analyze, from the package systemd")
                .satisfies(program -> assertThat(Files.isExecutable(program)).isTrue());

        assertThat(ACCEPTED)
                .filteredOn(expression -> !isAcceptedBySystemd(expression))
                .isEmpty();
        assertThat(REFUSED).filteredOn(CalendarEventTest::isAcceptedBySystemd).isEmpty();
    }

    private static boolean isAcceptedBySystemd(String expression) {
        return LocalHost.open()
                .ask(Query.of("systemd-analyze", "calendar", "--", expression))
                .orElseThrow()
                .isSuccess();
    }
}
