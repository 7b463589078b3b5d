package dev.outboard.systemd.installed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitFileSyntaxException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.UnitName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstalledUnitTest {
    private static final String VENDOR = "/usr/lib/systemd/system";
    private static final String ADMINISTRATOR = "/etc/systemd/system";

    private final InMemoryHost host = InMemoryHost.create();
    private final List<UnitFileSyntaxException> faults = new ArrayList<>();

    private void put(String directory, String name, String... lines) {
        host.putFile(AbsolutePath.of(directory).resolve(name), String.join("\n", lines) + "\n");
    }

    private void link(String directory, String name, String target) {
        host.putSymbolicLink(AbsolutePath.of(directory).resolve(name), target);
    }

    private void service(String... lines) {
        put(VENDOR, "docker.service", lines);
    }

    private InstalledUnit unit() {
        return unit("docker.service");
    }

    private InstalledUnit unit(String name) {
        return InstalledUnit.find(UnitName.of(name), host, faults::add).orElseThrow();
    }

    private List<String> command() {
        return unit().commands().get(0).texts();
    }

    private List<String> files(String name) {
        return unit(name).files().stream().map(UnitFile::fileName).toList();
    }

    private static String dropIn(String place, String unit, String name) {
        return place + "/" + unit + ".d/" + name;
    }

    @Test
    void readsDropInsInTheOrderOfTheirNamesAndTheFirstOfOneName() {
        service("[Service]");
        put(VENDOR + "/docker.service.d", "10-a.conf", "[Service]");
        put(ADMINISTRATOR + "/docker.service.d", "20-b.conf", "[Service]");
        put(ADMINISTRATOR + "/docker.service.d", "10-a.conf", "[Service]");
        put("/run/systemd/system/docker.service.d", "10-a.conf", "[Service]");
        put("/usr/local/lib/systemd/system/docker.service.d", "15-c.conf", "[Service]");
        put("/etc/systemd/system.control/docker.service.d", "50-MemoryMax.conf", "[Service]");
        put(ADMINISTRATOR + "/docker.service.d", "notes.txt", "no drop-in");
        link(ADMINISTRATOR + "/docker.service.d", "30-off.conf", "/dev/null");

        assertThat(files("docker.service"))
                .containsExactly(
                        VENDOR + "/docker.service",
                        dropIn(ADMINISTRATOR, "docker.service", "10-a.conf"),
                        dropIn("/usr/local/lib/systemd/system", "docker.service", "15-c.conf"),
                        dropIn(ADMINISTRATOR, "docker.service", "20-b.conf"),
                        dropIn("/etc/systemd/system.control", "docker.service", "50-MemoryMax.conf"));
    }

    @Test
    void readsNothingOfADropInThatTheAdministratorMasks() {
        service("[Service]");
        put(VENDOR + "/docker.service.d", "30-off.conf", "[Service]");
        link(ADMINISTRATOR + "/docker.service.d", "30-off.conf", "/dev/null");

        assertThat(unit().dropIns()).isEmpty();
    }

    @Test
    void readsTheDropInsOfTemplatesPrefixesAndTypes() {
        put(VENDOR, "ci-docker@.service", "[Service]");
        put(ADMINISTRATOR + "/ci-docker@a.service.d", "1.conf", "[Service]");
        put(ADMINISTRATOR + "/ci-docker@.service.d", "2.conf", "[Service]");
        put(ADMINISTRATOR + "/ci-.service.d", "3.conf", "[Service]");
        put(ADMINISTRATOR + "/service.d", "4.conf", "[Service]");
        put(ADMINISTRATOR + "/service.d", "1.conf", "[Service]");

        assertThat(files("ci-docker@a.service"))
                .containsExactly(
                        VENDOR + "/ci-docker@.service",
                        dropIn(ADMINISTRATOR, "ci-docker@a.service", "1.conf"),
                        dropIn(ADMINISTRATOR, "ci-docker@.service", "2.conf"),
                        dropIn(ADMINISTRATOR, "ci-.service", "3.conf"),
                        dropIn(ADMINISTRATOR, "service", "4.conf"));
        InstalledUnit unit = unit("ci-docker@a.service");
        assertThat(unit.dropIns().stream().filter(unit::isShared))
                .extracting(UnitFile::fileName)
                .containsExactly(dropIn(ADMINISTRATOR, "service", "4.conf"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/usr/lib/systemd/system/docker-ce.service", "../../../usr/lib/systemd/system/docker-ce.service"
            })
    void readsTheDropInsOfTheUnitThatALinkLeadsTo(String target) {
        put(VENDOR, "docker-ce.service", "[Service]", "ExecStart=/usr/bin/dockerd");
        put(ADMINISTRATOR + "/docker-ce.service.d", "a.conf", "[Service]");
        link(ADMINISTRATOR, "docker.service", target);

        assertThat(unit().dropIns()).hasSize(1);
        assertThat(command()).containsExactly("/usr/bin/dockerd");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsTheTextBehindAMask(boolean isLink) {
        service("[Service]", "ExecStart=/usr/bin/dockerd");
        if (isLink) {
            link(ADMINISTRATOR, "docker.service", "/dev/null");
        } else {
            host.putFile(AbsolutePath.of(ADMINISTRATOR + "/docker.service"), "");
        }

        assertThat(UnitPath.isMasked(UnitName.of("docker.service"), host)).isTrue();
        assertThat(command()).containsExactly("/usr/bin/dockerd");
    }

    @Test
    void passesOverADropInThatIsNotAUnitFile() {
        service("[Service]", "ExecStart=/usr/bin/dockerd");
        put(ADMINISTRATOR + "/docker.service.d", "a.conf", "[Service");

        assertThat(unit().dropIns()).isEmpty();
        assertThat(faults)
                .singleElement()
                .extracting(UnitFileSyntaxException::line)
                .isEqualTo(1);
    }

    @Test
    void takesBackWhatADropInResets() {
        service("[Unit]", "After=a.target", "[Service]", "ExecStartPost=/bin/a", "Environment=A=1", "Slice=x.slice");
        put(ADMINISTRATOR + "/docker.service.d", "a.conf", "[Service]", "ExecStartPost=/bin/b", "Environment=B=2");
        put(
                ADMINISTRATOR + "/docker.service.d",
                "b.conf",
                "[Unit]",
                "After=",
                "[Service]",
                "ExecStartPost=",
                "ExecStartPost=/bin/c",
                "Environment=",
                "Slice=");

        assertThat(unit().values("Service", "ExecStartPost")).containsExactly("/bin/c");
        assertThat(unit().values("Service", "Slice")).isEmpty();
        assertThat(unit().environment()).isEmpty();
        assertThat(unit().values("Unit", "After")).as("never taken back").containsExactly("a.target");
    }

    @Test
    void joinsContinuationLinesAndPassesOverCommentsBetweenThem() {
        service("[Service]", "ExecStart=/usr/bin/dockerd \\", "# why", "  --debug \\", "  -H fd://");

        assertThat(command()).containsExactly("/usr/bin/dockerd", "--debug", "-H", "fd://");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--label 'a b' | --label,a b",
                "--label \"a\\x20b\\tc\" | --label,a b\tc",
                "--label=a\" \"b | --label=a b",
                "${ONE}/x | /srv/x",
                "a$ONE | a$ONE",
                "$$ONE | $ONE",
                "$TWO | --debug,--label,a b",
                "--x=$TWO | --x=$TWO",
                "${TWO} | --debug --label 'a b'",
                "$MISSING | ''",
                "x${MISSING}y | xy",
                "%n | docker.service",
                "--pidfile=%t/%p.pid | --pidfile=/run/docker.pid",
                "100%% | 100%",
                "%H | %H",
            })
    void expandsWordsAsSystemdDoes(String word, String expected) {
        service(
                "[Service]",
                "Environment=ONE=/srv \"TWO=--debug --label 'a b'\"",
                "ExecStart=/usr/bin/dockerd " + word);

        assertThat(command().subList(1, command().size()))
                .containsExactly(expected.isEmpty() ? new String[0] : expected.split(",", -1));
    }

    @Test
    void replacesSpecifiersBeforeVariables() {
        service("[Service]", "Environment=A=%%n", "EnvironmentFile=/etc/default/%p", "ExecStart=/x ${A} ${B}");
        put("/etc/default", "docker", "B=%n");

        assertThat(command()).containsExactly("/x", "%n", "%n");
    }

    @Test
    void replacesNoVariableWhereTheCommandForbidsIt() {
        service("[Service]", "Environment=A=x", "ExecStart=-:/usr/bin/dockerd $A ${A} $$");

        assertThat(command()).containsExactly("-:/usr/bin/dockerd", "$A", "${A}", "$$");
    }

    @ParameterizedTest
    @CsvSource({
        "docker@ci-a.service, %p %i %I %f %N, docker ci-a ci/a /ci/a docker@ci-a",
        "docker@ci\\x2da.service, %i %I, ci\\x2da ci-a",
        "docker.service, %p %i %j, docker '' docker",
        "ci-docker.service, %p %j %y, ci-docker docker /usr/lib/systemd/system/ci-docker.service"
    })
    void replacesWhatTheNameOfTheUnitDecides(String name, String text, String expected) {
        put(VENDOR, name.replaceFirst("@.*\\.", "@."), "[Service]");

        assertThat(unit(name).resolve(text).replace("  ", " '' ")).isEqualTo(expected);
    }

    @Test
    void readsFilesOfVariablesInTheirOrderAndAfterThoseOfTheUnit() {
        service(
                "[Service]",
                "EnvironmentFile=-/etc/sysconfig/docker",
                "EnvironmentFile=-/etc/sysconfig/docker.d/*.env");
        put(ADMINISTRATOR + "/docker.service.d", "a.conf", "[Service]", "Environment=A=unit B=unit C=unit D=unit");
        put("/etc/sysconfig", "docker", "A=file", "B=file", "C=file");
        put("/etc/sysconfig/docker.d", "2.env", "C=second");
        put("/etc/sysconfig/docker.d", "1.env", "B=first", "C=first");
        put("/etc/sysconfig/docker.d", ".3.env", "C=hidden");
        put("/etc/sysconfig/docker.d", "4.txt", "C=text");

        assertThat(unit().environment().values())
                .extracting(Variable::value)
                .containsExactly("file", "first", "second", "unit");
        assertThat(unit().environment())
                .extractingByKey("C")
                .extracting(Variable::file)
                .isEqualTo("/etc/sysconfig/docker.d/2.env");
    }

    @Test
    void findsFilesOfVariablesInDirectoriesOfAPattern() {
        service("[Service]", "EnvironmentFile=-/etc/*/dock[e]r", "EnvironmentFile=relative", "EnvironmentFile=*");
        put("/etc/default", "docker", "A=1");
        put("/etc/sysconfig", "docker", "A=2");

        assertThat(unit().environmentFiles())
                .extracting(InstalledUnit.TextFile::path)
                .containsExactly("/etc/default/docker", "/etc/sysconfig/docker");
    }

    @Test
    void removesVariablesThatTheUnitUnsets() {
        service("[Service]", "Environment=A=1 B=2 C=3", "UnsetEnvironment=A C=4 B=2");

        assertThat(unit().environment()).containsOnlyKeys("C");
    }

    @Test
    void splitsAtBlanksWhatSystemdWouldNotTake() {
        service("[Service]", "ExecStart=/usr/bin/dockerd --label='a b");

        assertThat(command()).containsExactly("/usr/bin/dockerd", "--label='a", "b");
    }
}
