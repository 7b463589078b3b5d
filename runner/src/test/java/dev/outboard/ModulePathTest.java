package dev.outboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A program with a {@code module-info} needs no flag to use Outboard, on this JDK and on every other that is installed. */
class ModulePathTest {
    private static final String DECLARATION = """
            module consumer {
                requires dev.outboard.runner;
            }
            """;

    private static final String PROGRAM = """
            package consumer;

            import dev.outboard.core.value.Secret;
            import dev.outboard.network.BridgeSpec;
            import dev.outboard.Provisioner;
            import dev.outboard.runner.RunnerSpec;
            import dev.outboard.runner.StackSpec;
            import dev.outboard.runner.testing.SimulatedHosts;
            import dev.outboard.systemd.daemon.DaemonSpec;
            import java.net.URI;

            public final class Main {
                public static void main(String... arguments) {
                    StackSpec stack = StackSpec.builder("ci")
                            .bridge(BridgeSpec.builder("docker1", "10.9.0.1/16").build())
                            .daemon(DaemonSpec.builder("docker2").bridge("docker1").root("/docker2").build())
                            .runner(RunnerSpec.builder("runner1", URI.create("https://gitlab.example.org"))
                                    .daemon("docker2")
                                    .token(Secret.of("glrt-t0k3n"))
                                    .defaultImage("debian:13")
                                    .build())
                            .build();
                    Provisioner provisioner = SimulatedHosts.debian13WithDocker().provisioner();
                    provisioner.apply(provisioner.plan(stack));
                    System.out.println("proved: " + provisioner.verify(stack).isProved());
                    System.out.println(provisioner.plan(stack));
                }
            }
            """;

    /** Touches what is behind each module, and reached without a host of its own: docker-java and both sides of HTTP. */
    private static final String INSIDE = """
            package consumer;

            import dev.outboard.core.failure.ProvisioningException;
            import dev.outboard.core.host.LocalHost;
            import dev.outboard.core.value.Secret;
            import dev.outboard.core.value.SocketPath;
            import dev.outboard.runner.gitlab.GitLabConnection;
            import dev.outboard.runner.gitlab.client.HttpGitLabs;
            import dev.outboard.runner.testing.parts.SimulatedGitLab;
            import dev.outboard.systemd.docker.DockerJavaEngines;
            import dev.outboard.systemd.docker.Engine;

            public final class Inside {
                public static void main(String... arguments) {
                    try (Engine engine = DockerJavaEngines.on(LocalHost.open()).open(SocketPath.of("/nowhere/docker.sock"))) {
                        System.out.println("unexpected: " + engine.info());
                    } catch (ProvisioningException expected) {
                        System.out.println("engine: " + expected.getClass().getSimpleName());
                    }
                    try (SimulatedGitLab gitLab = SimulatedGitLab.start()) {
                        System.out.println("GitLab: " + new HttpGitLabs()
                                .open(GitLabConnection.builder(gitLab.url()).build())
                                .verify(Secret.of("glrt-unknown")));
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    static Stream<Path> jdks() throws IOException {
        Path installed = Path.of("/usr/lib/jvm");
        Path own = Path.of(System.getProperty("java.home"));
        try (Stream<Path> others = Files.isDirectory(installed) ? Files.list(installed) : Stream.<Path>empty()) {
            return Stream.concat(Stream.of(own), others)
                    .filter(jdk -> Files.isExecutable(jdk.resolve("bin/javac")))
                    .map(ModulePathTest::real)
                    .distinct()
                    .filter(jdk -> jdk.equals(real(own)) || feature(jdk) >= 17)
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void planOfAModularProgramNeedsNoFlag(Path jdk) throws IOException, InterruptedException {
        String modules = modulePath();
        Path source = Files.createDirectories(directory.resolve("source/consumer"));
        Path declaration = Files.writeString(source.resolveSibling("module-info.java"), DECLARATION);
        Path program = Files.writeString(source.resolve("Main.java"), PROGRAM);

        compile(jdk, modules, List.of(), declaration, program);

        assertThat(start(jdk, modules, List.of(), "consumer.Main")).contains("proved: true", "nothing to do");
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void everyModuleRequiresWhatItUses(Path jdk) throws IOException, InterruptedException {
        String modules = modulePath();
        Path source = Files.createDirectories(directory.resolve("source/consumer"));
        Path declaration = Files.writeString(source.resolveSibling("module-info.java"), DECLARATION);
        Path program = Files.writeString(source.resolve("Inside.java"), INSIDE);
        List<String> inside = List.of(
                "--add-exports=dev.outboard.systemd/dev.outboard.systemd.docker=consumer",
                "--add-exports=dev.outboard.runner/dev.outboard.runner.gitlab.client=consumer",
                "--add-exports=dev.outboard.runner/dev.outboard.runner.testing.parts=consumer");
        compile(jdk, modules, inside, declaration, program);

        assertThat(start(jdk, modules, inside, "consumer.Inside"))
                .contains("engine: EngineException", "GitLab: Optional.empty");
    }

    private void compile(Path jdk, String modules, List<String> flags, Path... sources)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(flags);
        arguments.addAll(List.of(
                "-Xlint:all", "-Werror", "-d", directory.resolve("classes").toString()));
        arguments.addAll(List.of("--module-path", modules));
        Stream.of(sources).map(Path::toString).forEach(arguments::add);
        assertThat(run(jdk.resolve("bin/javac"), arguments.toArray(String[]::new)))
                .isEmpty();
    }

    private String start(Path jdk, String modules, List<String> flags, String type)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(flags);
        arguments.addAll(List.of("--module-path", directory.resolve("classes") + ":" + modules));
        arguments.addAll(List.of("--module", "consumer/" + type));
        return run(jdk.resolve("bin/java"), arguments.toArray(String[]::new));
    }

    /** What Maven compiled, as the class path of this test has it, and every library. */
    private static String modulePath() {
        List<Path> entries = Splitter.on(':')
                .splitToStream(Objects.requireNonNull(System.getProperty("java.class.path")))
                .map(Path::of)
                .filter(entry -> !entry.endsWith("test-classes"))
                .toList();
        assumeThat(entries.stream().filter(Files::isDirectory))
                .as("modules compiled by Maven")
                .allMatch(entry -> Files.exists(entry.resolve("module-info.class")));
        return entries.stream().map(Path::toString).collect(Collectors.joining(":"));
    }

    private String run(Path program, String... arguments) throws IOException, InterruptedException {
        Path output = directory.resolve(program.getFileName() + ".txt");
        Process process = new ProcessBuilder(Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        assertThat(status).as(() -> text(output)).isZero();
        return text(output);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** The line {@code JAVA_VERSION="25.0.3"} of the file {@code release}. */
    private static int feature(Path jdk) {
        return text(jdk.resolve("release"))
                .lines()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.replaceAll("[^0-9.]", ""))
                .mapToInt(version -> Runtime.Version.parse(version).feature())
                .findFirst()
                .orElse(0);
    }
}
