package dev.outboard.core.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.testing.HostContract;
import dev.outboard.core.testing.HostSite;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.SocketPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StagedHostTest implements HostSite {
    private static final AbsolutePath UNITS = AbsolutePath.of("/usr/lib/systemd/system");
    private static final AbsolutePath VENDOR_UNIT = UNITS.resolve("docker.service");
    private static final AbsolutePath FILE = AbsolutePath.of("/etc/docker2/daemon.json");
    private static final FileContent CONTENT = FileContent.ofText("{}\n");

    private final InMemoryHost vendor = InMemoryHost.create().putFile(VENDOR_UNIT, "[Unit]\n");

    private final Path temporary;
    private final Path directory;
    private final StagedHost host;

    StagedHostTest(@TempDir Path temporary) {
        this.temporary = temporary;
        this.directory = temporary.resolve("staged");
        this.host = StagedHost.at(directory, vendor);
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public AbsolutePath root() {
        return AbsolutePath.of("/srv");
    }

    @Override
    public FileOwner owner() {
        return FileOwner.parse("root:docker");
    }

    @Override
    public void makeSymbolicLink(AbsolutePath path, String target) {
        host.makeDirectory(path.parent().orElseThrow(), FileMode.DIRECTORY, FileOwner.ROOT);
        link(path, target);
    }

    @Override
    public boolean requiresDirectory() {
        return false;
    }

    @Override
    public boolean followsLinks() {
        return false;
    }

    @Override
    public boolean runsCommands() {
        return false;
    }

    private void link(AbsolutePath path, String target) {
        try {
            Files.createSymbolicLink(staged(path), Path.of(target));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Path staged(AbsolutePath path) {
        return directory.resolve(path.toString().substring(1));
    }

    private Path script() {
        return directory.resolve("apply.sh");
    }

    /** What the script has after its header, whose last line unsets variables. */
    private String steps() throws IOException {
        String end = "LD_LIBRARY_PATH\n";
        String text = Files.readString(script());
        return text.substring(text.indexOf(end) + end.length());
    }

    private void write(AbsolutePath path) {
        host.writeFile(path, CONTENT, FileMode.SECRET, FileOwner.ROOT);
    }

    @ParameterizedTest
    @MethodSource("dev.outboard.core.testing.HostContract#promises")
    void keepsThePromise(HostContract promise) {
        promise.verify(this);
    }

    @Test
    void fileLiesBelowTheDirectoryWithItsMode() throws IOException {
        write(FILE);
        assertThat(staged(FILE)).hasContent("{}");
        assertThat(Files.getPosixFilePermissions(staged(FILE))).isEqualTo(FileMode.SECRET.permissions());
    }

    @Test
    void scriptOwnsFilesAndRunsCommandsInTheirOrder() throws IOException {
        host.makeDirectory(AbsolutePath.of("/docker 2"), FileMode.of("0711"), owner());
        write(FILE);
        host.run(Command.of("systemctl", "daemon-reload"));
        host.run(Command.of("docker", "tag", "a b", "c"));
        assertThat(steps()).isEqualTo("""
                        chown root:docker '/docker 2'
                        chmod 0711 '/docker 2'
                        chown root:root /etc/docker2/daemon.json
                        chmod 0600 /etc/docker2/daemon.json
                        systemctl daemon-reload
                        docker tag 'a b' c
                        """);
    }

    @Test
    void inputOfACommandIsAVariableOfTheScript() throws IOException {
        host.run(Command.of("docker", "login", "--password-stdin").withInput(Secret.fromEnvironment("REGISTRY")));

        assertThat(steps()).isEqualTo("""
                : "${COMMAND_INPUT:?set it to the secret: environment variable REGISTRY}"
                printf %s "$COMMAND_INPUT" | docker login --password-stdin
                """);
    }

    @Test
    void commandOfTheScriptReadsItsInput() throws Exception {
        host.run(Command.of("cat").withInput(Secret.of("of no one")));

        Process process = new ProcessBuilder("sh", script().toString())
                .redirectErrorStream(true)
                .start();
        assertThat(process.getInputStream()).asString(UTF_8).contains("COMMAND_INPUT: set it to the secret");
        ProcessBuilder given = new ProcessBuilder("sh", script().toString()).redirectErrorStream(true);
        given.environment().put("COMMAND_INPUT", "a $b\n");
        assertThat(given.start().getInputStream()).asString(UTF_8).isEqualTo("a $b\n");
    }

    @Test
    void scriptSaysWhatItIsAndIsAProgram() throws IOException {
        host.run(Command.of("true"));
        assertThat(Files.readString(script())).startsWith("#!/bin/sh\n# Made by Outboard.");
        assertThat(Files.getPosixFilePermissions(script())).isEqualTo(FileMode.EXECUTABLE.permissions());
    }

    @Test
    void scriptIsTheSameForTheSameSteps() throws IOException {
        write(FILE);
        StagedHost other = StagedHost.at(temporary.resolve("other"), vendor);
        other.writeFile(FILE, CONTENT, FileMode.SECRET, FileOwner.ROOT);
        assertThat(temporary.resolve("other/apply.sh")).hasSameBinaryContentAs(script());
    }

    @Test
    void whatIsDeletedAgainIsNotOwnedByTheScript() throws IOException {
        write(FILE);
        AbsolutePath tree = AbsolutePath.of("/srv/tree");
        write(tree.resolve("a/file"));
        host.deleteFile(FILE);
        host.deleteTree(tree);
        assertThat(steps()).isEmpty();
        assertThat(staged(FILE)).doesNotExist();
    }

    @Test
    void fileThatIsWrittenTwiceIsOwnedOnce() throws IOException {
        write(FILE);
        host.writeFile(FILE, CONTENT, FileMode.FILE, FileOwner.ROOT);
        assertThat(steps()).containsOnlyOnce("chmod").contains("chmod 0644 ");
    }

    @Test
    void secretIsAVariableThatTheUserSets() throws IOException {
        host.run(Command.of("register", "--name", "r").withSecret("TOKEN", Secret.fromFile(Path.of("/root/token"))));
        assertThat(steps()).isEqualTo("""
                        : "${TOKEN:?set it to the secret: file /root/token}"
                        TOKEN="$TOKEN" register --name r
                        """);
    }

    @Test
    void givenSecretIsNotInTheScript() throws IOException {
        host.run(Command.of("register").withSecret("TOKEN", Secret.of("glrt-7")));
        assertThat(steps()).contains("TOKEN").doesNotContain("glrt-7");
    }

    @Test
    void twoSecretsOfOneNameAreTwoVariables() throws IOException {
        Command command = Command.of("register");
        host.run(command.withSecret("TOKEN", Secret.fromFile(Path.of("/root/a"))));
        host.run(command.withSecret("TOKEN", Secret.fromFile(Path.of("/root/b"))));
        host.run(command.withSecret("TOKEN", Secret.fromFile(Path.of("/root/a"))));
        assertThat(steps()).isEqualTo("""
                        : "${TOKEN:?set it to the secret: file /root/a}"
                        : "${TOKEN_2:?set it to the secret: file /root/b}"
                        TOKEN="$TOKEN" register
                        TOKEN="$TOKEN_2" register
                        TOKEN="$TOKEN" register
                        """);
    }

    @Test
    void shellRunsTheScriptWithTheSecretInTheEnvironment() {
        Path made = temporary.resolve("it's $made");
        host.run(Command.of("mkdir", made.toString()));
        host.run(Command.of("printenv", "TOKEN").withSecret("TOKEN", Secret.fromFile(Path.of("/root/\"$(exit)`}\\'"))));
        CommandResult withoutSecret = runScript(Command.of(script().toString()));
        assertThat(withoutSecret.isSuccess()).isFalse();
        assertThat(withoutSecret.errors()).contains("TOKEN: set it to the secret: file /root/\"$(exit)`}\\'");
        assertThat(made).doesNotExist();

        CommandResult withSecret = runScript(Command.of("env", "TOKEN=7", script().toString()));
        assertThat(withSecret.output()).isEqualTo("7\n");
        assertThat(made).isDirectory();
    }

    @Test
    void scriptForgetsWhatWouldLeadItsCommandsElsewhere() {
        host.run(Command.of("env"));
        CommandResult result =
                runScript(Command.of("env", "DOCKER_HOST=tcp://elsewhere", "SYSTEMD_OFFLINE=1", script().toString()));
        assertThat(result.isSuccess()).isTrue();
        assertThat(result.output()).doesNotContain("DOCKER_HOST", "SYSTEMD_OFFLINE");
    }

    @Test
    void scriptStopsAtTheFirstCommandThatFails() {
        host.run(Command.of("false"));
        host.run(Command.of("echo", "reached"));
        CommandResult result = runScript(Command.of(script().toString()));
        assertThat(result.isSuccess()).isFalse();
        assertThat(result.output()).isEmpty();
    }

    private static CommandResult runScript(Command command) {
        return LocalHost.open().ask(new Query(command)).orElseThrow();
    }

    @Test
    void secondStagingStartsAgain() throws IOException {
        write(FILE);
        StagedHost second = StagedHost.at(directory, vendor);
        assertThat(second.status(FILE)).isEmpty();
        assertThat(staged(FILE)).exists();
        second.run(Command.of("true"));
        assertThat(staged(FILE)).doesNotExist();
        assertThat(steps()).isEqualTo("true\n");
    }

    @Test
    void directoryWithOtherFilesIsRefused() throws IOException {
        Files.writeString(Files.createDirectory(directory).resolve("file"), "precious");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> StagedHost.at(directory, vendor))
                .withMessageContaining(directory + ": is not empty, and not an earlier staging");
        assertThat(directory.resolve("file")).hasContent("precious");
    }

    @Test
    void onlyWhatIsStagedAndTheVendorsUnitsAreKnown() {
        write(FILE);

        assertThat(host.knows(FILE)).isTrue();
        assertThat(host.knows(VENDOR_UNIT)).isTrue();
        assertThat(host.knows(AbsolutePath.of("/usr/bin/docker"))).isFalse();
    }

    @Test
    void nothingIsMissingOnTheMachineThatTheTreeIsForButUnitsOfTheVendor() {
        assertThat(host.lacks(AbsolutePath.of("/usr/bin/docker"))).isFalse();
        assertThat(host.lacks(VENDOR_UNIT)).isFalse();
        assertThat(host.lacks(UNITS.resolve("podman.service"))).isTrue();
    }

    @Test
    void noSocketIsReached() {
        assertThat(host.reach(SocketPath.of("/run/docker.sock"))).isEmpty();
    }

    @Test
    void lookingChangesNothing() {
        host.status(FILE);
        host.read(FILE);
        host.list(UNITS);
        host.ask(Query.of("true"));
        assertThat(directory).doesNotExist();
    }

    @Test
    void linkInTheTreeDoesNotLeadOut() throws IOException {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("file"), "secret");
        makeSymbolicLink(AbsolutePath.of("/srv/link"), outside.toString());
        AbsolutePath through = AbsolutePath.of("/srv/link/file");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> write(through))
                .withMessageContaining("leads out of the staged tree");
        assertThatExceptionOfType(HostException.class).isThrownBy(() -> host.deleteFile(through));
        assertThatExceptionOfType(HostException.class).isThrownBy(() -> host.read(through));
        assertThat(host.list(AbsolutePath.of("/srv/link"))).isEmpty();
        assertThat(outside.resolve("file")).hasContent("secret");
    }

    @Test
    void vendorUnitsAreReadFromTheOtherHost() {
        assertThat(host.read(VENDOR_UNIT)).isEqualTo(vendor.read(VENDOR_UNIT));
        assertThat(host.status(VENDOR_UNIT)).isEqualTo(vendor.status(VENDOR_UNIT));
    }

    @Test
    void stagedUnitsAreListedWithTheVendorsAndComeFirst() {
        write(VENDOR_UNIT);
        write(UNITS.resolve("a.service"));
        assertThat(host.read(VENDOR_UNIT)).contains(CONTENT);
        assertThat(host.list(UNITS)).containsExactly("a.service", "docker.service");
    }

    @Test
    void nothingElseIsReadFromTheOtherHost() {
        vendor.putFile(FILE, "real");
        assertThat(host.read(FILE)).isEmpty();
        assertThat(host.status(FILE)).isEmpty();
        assertThat(host.list(AbsolutePath.of("/etc"))).isEmpty();
    }

    @Test
    void scriptIsNoFileOfTheHost() {
        write(FILE);
        AbsolutePath path = AbsolutePath.of("/apply.sh");
        assertThat(host.list(AbsolutePath.of("/"))).containsExactly("etc");
        assertThat(host.read(path)).isEmpty();
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> write(path))
                .withMessageContaining("is the script itself");
    }
}
