package dev.outboard.runner.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.Outboard;
import dev.outboard.Provisioner;
import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.shared.GoldenTree;
import dev.outboard.runner.StackSpec;
import dev.outboard.runner.testing.parts.DebianMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArticleStackTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

    /** Units of one Debian, whatever this computer has. */
    private final HostView debian = DebianMachine.withDocker().host();

    @TempDir
    Path directory;

    private Path tokenFile;

    @BeforeEach
    void writeToken() throws IOException {
        tokenFile = Files.writeString(directory.resolve("token"), "glrt-article\n");
    }

    private String[] withRunner() {
        return new String[] {"stage", "--gitlab", "http://your.gitlab.url/ci", "--token-file", tokenFile.toString()};
    }

    private static StackSpec stack(String... arguments) {
        return ArticleStack.stack(Arguments.parse(arguments));
    }

    /** Everything that was staged; the script names the file of the token, which is another one each time. */
    private Map<String, String> staged(HostView vendor, StackSpec stack) throws IOException {
        Path root = directory.resolve("root");
        Provisioner provisioner = Outboard.on(StagedHost.at(root, vendor));
        provisioner.apply(provisioner.plan(stack));
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                files.put(
                        "/" + root.relativize(file),
                        Files.readString(file).replace(tokenFile.toString(), "/root/runner-token"));
            }
        }
        return files;
    }

    @Test
    void stagesBridgeAndDaemon() throws IOException {
        GoldenTree.at(GOLDEN.resolve("article")).verify(staged(debian, stack()));
    }

    @Test
    void stagesBridgeDaemonAndRunner() throws IOException {
        GoldenTree.at(GOLDEN.resolve("article-with-runner")).verify(staged(debian, stack(withRunner())));
    }

    @Test
    void stagesWhereDockerIsNotInstalled() throws IOException {
        GoldenTree.at(GOLDEN.resolve("article-without-docker")).verify(staged(InMemoryHost.create(), stack()));
    }

    @Test
    void stagesTheSameBytesAgain() throws IOException {
        assertThat(staged(debian, stack(withRunner()))).isEqualTo(staged(debian, stack(withRunner())));
    }

    @Test
    void printsTheSamePlanTwice() {
        assertThat(printed(directory.resolve("one"))).isEqualTo(printed(directory.resolve("other")));
    }

    private String printed(Path root) {
        Plan plan = Outboard.on(StagedHost.at(root, debian)).plan(stack(withRunner()));
        return plan.toString();
    }

    @Test
    void printsThePlanThatItKeepsForReview() throws IOException {
        GoldenTree.at(GOLDEN.resolve("article-plan")).verify(Map.of("/plan.txt", printed(directory.resolve("root"))));
    }

    @Test
    void showsTheStagedTreeWithItsModes() throws IOException {
        staged(debian, stack(withRunner()));

        assertThat(StagedTree.of(directory.resolve("root")))
                .startsWith("rwxr-xr-x  apply.sh\nrwx--x--x  docker2/\nrwx--x---    graph/\nrwx------    tmp/\n")
                .contains("\nrwx------      runner1/\n")
                .endsWith("rw-------        ci.json\n");
    }

    @Test
    void takesATokenForWhatItIs() throws IOException {
        assertThat(stack(withRunner()).runners().get(0).token().isGiven()).isTrue();
        Files.writeString(tokenFile, "an-old-registration-token");
        assertThat(stack(withRunner()).runners().get(0).token().isRegistered()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "destroy",
                "plan surplus",
                "plan --unknown",
                "apply --gitlab",
                "apply --gitlab https://gitlab.example.org",
                "apply --token-file /root/token",
                "apply --runner-image runner:1"
            })
    void saysWhatItsArgumentsAre(String line) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Arguments.parse(line.split(" ")))
                .withMessageContaining("arguments")
                .withMessageContaining("use [stage DIR | plan | apply | verify | remove [--purge]]");
    }

    @Test
    void refusesAUrlThatIsNone() {
        assertThatExceptionOfType(ProvisioningException.class)
                .isThrownBy(() -> stack("plan", "--gitlab", "not a url", "--token-file", tokenFile.toString()))
                .withMessageContaining("not a url");
    }

    @Test
    void refusesAUrlThatIsNoGitLabs() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> stack("plan", "--gitlab", "gitlab", "--token-file", tokenFile.toString()))
                .withMessageContaining("runner runner1 has 1 problem")
                .withMessageContaining("url: found \"gitlab\"");
    }

    @Test
    void saysThatThereIsNoTokenFile() {
        String missing = directory.resolve("missing").toString();

        assertThatExceptionOfType(ProvisioningException.class)
                .isThrownBy(() -> stack("plan", "--gitlab", "https://gitlab.example.org", "--token-file", missing))
                .withMessageContaining("file " + missing + ": there is no such file");
    }
}
