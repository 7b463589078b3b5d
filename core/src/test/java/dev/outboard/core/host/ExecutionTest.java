package dev.outboard.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.base.Splitter;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutionTest {
    private static final ProgramPath PROGRAMS = new ProgramPath("/opt/bin");

    @TempDir
    Path directory;

    private final LocalHost host = LocalHost.open();

    @Test
    void commandHasAnEnvironmentOfItsOwn() {
        Stream<String> variables = host.run(Command.of("env"))
                .output()
                .lines()
                .map(line -> Splitter.on('=').split(line).iterator().next());

        assertThat(variables.filter(name -> !name.toLowerCase(Locale.ROOT).endsWith("_proxy")))
                .containsExactlyInAnyOrder("HOME", "LC_ALL", "PATH", "TERM");
    }

    @Test
    void onlyProxiesAndTheHomeDirectoryComeFromThisProcess() {
        Map<String, String> own = Map.of(
                "HOME", "/root",
                "https_proxy", "http://proxy:3128",
                "NO_PROXY", "localhost",
                "RUNNER_TOKEN", "glrt-7",
                "DOCKER_HOST", "tcp://elsewhere:2375",
                "DOCKER_TLS_VERIFY", "1",
                "SYSTEMD_OFFLINE", "1",
                "LD_PRELOAD", "/tmp/evil.so");

        assertThat(ChildEnvironment.of(own, PROGRAMS, "/home/ci"))
                .isEqualTo(Map.of(
                        "HOME", "/root",
                        "https_proxy", "http://proxy:3128",
                        "NO_PROXY", "localhost",
                        "LC_ALL", "C",
                        "TERM", "dumb",
                        "PATH", "/opt/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
        assertThat(ChildEnvironment.of(Map.of(), PROGRAMS, "/home/ci")).containsEntry("HOME", "/home/ci");
    }

    @Test
    void childInTheBackgroundThatKeepsTheOutputOpenIsNotWaitedFor() {
        CommandResult result = host.run(Command.of("sh", "-c", "sleep 86405.5 & echo started"));

        assertThat(result.output()).isEqualTo("started\n");
        ProcessHandle.allProcesses()
                .filter(process ->
                        process.info().arguments().stream().flatMap(Stream::of).anyMatch("86405.5"::equals))
                .forEach(ProcessHandle::destroy);
    }

    @Test
    void inputThatTheProgramDoesNotReadIsNotWaitedFor() {
        Command command = Command.of("true").withInput(Secret.of("x".repeat(1 << 20)));

        assertThat(host.run(command).isSuccess()).isTrue();
    }

    @Test
    void inputEndsAfterTheSecret() {
        CommandResult result = host.run(Command.of("wc", "-c").withInput(Secret.of("hunter2")));

        assertThat(result.output().strip()).isEqualTo("7");
    }

    /** A stream of the letter a, with other letters at its end. */
    private static InputStream letters(long count, String end) {
        return new SequenceInputStream(
                new InputStream() {
                    private long left = count;

                    @Override
                    public int read() {
                        left--;
                        return left < 0 ? -1 : 'a';
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) {
                        int some = (int) Math.min(length, left);
                        Arrays.fill(bytes, offset, offset + some, (byte) 'a');
                        left -= some;
                        return some == 0 ? -1 : some;
                    }
                },
                new ByteArrayInputStream(end.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void outputThatIsTooLongKeepsItsBeginningAndItsEnd() {
        long size = ProcessOutput.HEAD + 3L * ProcessOutput.TAIL;
        ProcessOutput output = ProcessOutput.readFrom(letters(size, "the reason\n"));
        output.end().join();

        assertThat(output.lost()).isEqualTo(2L * ProcessOutput.TAIL + 11);
        assertThat(output.text())
                .startsWith("aaaa")
                .contains("\n[" + output.lost() + " bytes are left out here]\n")
                .endsWith("aaaathe reason\n")
                .hasSize(ProcessOutput.HEAD
                        + ProcessOutput.TAIL
                        + ("\n[" + output.lost() + " bytes are left out here]\n").length());
    }

    @Test
    void outputThatJustFitsIsWhole() {
        ProcessOutput output = ProcessOutput.readFrom(letters(ProcessOutput.HEAD + 5L, "end"));
        output.end().join();

        assertThat(output.lost()).isZero();
        assertThat(output.text()).endsWith("aaend").hasSize(ProcessOutput.HEAD + 8);
    }

    @Test
    void answerThatIsTooLongIsRefused() {
        Query query = Query.of("head", "--bytes=" + 2 * ProcessOutput.HEAD, "/dev/zero");

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.ask(query))
                .withMessageContaining("printed more than " + ProcessOutput.HEAD + " bytes");
    }

    private Path pipe() {
        Path pipe = directory.resolve("pipe");
        host.run(Command.of("mkfifo", pipe.toString()));
        return pipe;
    }

    @Test
    void pipeInPlaceOfAFileIsRefusedAndNotWaitedFor() {
        Path pipe = pipe();
        AbsolutePath path = AbsolutePath.of(pipe.toString());

        assertThat(host.read(path)).isEmpty();
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.append(path, FileContent.ofText("x")))
                .withMessageContaining(pipe + ": is a special file, not a file");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> LockFile.holding(pipe, () -> true))
                .withMessageContaining(pipe + ": is a special file, not a file");
    }

    @Test
    void fileThatIsTooLargeToBeReadAsAWholeIsRefused() throws IOException {
        Path large = directory.resolve("large");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(1L << 40);
        }

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.read(AbsolutePath.of(large.toString())))
                .withMessageContaining(large + ": has more than 67108864 bytes");
    }

    @Test
    void programThatWasJustWrittenRunsWhileOtherThreadsStartProcesses() throws Exception {
        PosixFileAttributes attributes = Files.readAttributes(directory, PosixFileAttributes.class);
        FileOwner owner =
                FileOwner.of(attributes.owner().getName(), attributes.group().getName());
        AtomicBoolean isOver = new AtomicBoolean();
        Thread other = new Thread(() -> {
            while (!isOver.get()) {
                host.run(Command.of("true"));
            }
        });
        other.start();
        try {
            for (int number = 0; number < 200; number++) {
                AbsolutePath program =
                        AbsolutePath.of(directory.resolve("program" + number).toString());
                host.writeFile(program, FileContent.ofText("#!/bin/sh\n"), FileMode.EXECUTABLE, owner);
                assertThat(host.run(Command.of(program.toString())).exitStatus())
                        .isZero();
            }
        } finally {
            isOver.set(true);
            other.join();
        }
    }
}
