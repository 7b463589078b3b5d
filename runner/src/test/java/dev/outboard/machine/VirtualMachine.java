package dev.outboard.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * A throw-away Debian computer in qemu, with a kernel of its own: so it has what the computer of the tests may lack, such
 * as all controllers of control groups, and quotas. It is emulated in software, which is slow and works everywhere. It
 * has no network.
 *
 * <p>Its disk is a file in {@code java.io.tmpdir} of about 2 GB. A second one is blank: {@value #SPARE_DISK}. Closing it
 * takes the power away and deletes both.
 */
public final class VirtualMachine implements Guest {
    /** A disk that is not used, of 1 GiB. */
    static final String SPARE_DISK = "/dev/disk/by-id/virtio-spare";

    private static final Duration BOOT_LIMIT = Duration.ofMinutes(15);
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(14);
    private static final Duration OFF_LIMIT = Duration.ofSeconds(20);

    /** It has no network to wait for, and a file system on /tmp would hide the class path of a test. */
    private static final List<String> KERNEL_ARGUMENTS = List.of(
            "root=/dev/vda",
            "rw",
            "console=ttyS0",
            "mitigations=off",
            "systemd.mask=systemd-networkd-wait-online.service",
            "systemd.mask=tmp.mount");

    private final String name;
    private final Path directory;
    private final VirtualDisk disk;
    private Process qemu;
    private final Thread powerOff = new Thread(this::takePowerAway, "virtual machine");

    private VirtualMachine(String name, Path directory, VirtualDisk disk) {
        this.name = name;
        this.directory = directory;
        this.disk = disk;
        this.qemu = switchOn(disk, directory);
        Runtime.getRuntime().addShutdownHook(powerOff);
    }

    /**
     * Makes a virtual machine and switches it on.
     *
     * @param release what it is made of
     * @param name its host name
     * @return the machine, with every unit of its boot running
     */
    public static VirtualMachine boot(DebianRelease release, String name) {
        try {
            Path directory = Files.createTempDirectory("outboard-" + name);
            try {
                VirtualDisk disk = VirtualDisk.create(directory, RootFilesystem.withKernel(release), name);
                VirtualMachine machine = new VirtualMachine(name, directory, disk);
                machine.awaitBoot();
                return machine;
            } catch (IOException | RuntimeException | Error failure) {
                VirtualDisk.delete(directory);
                throw failure;
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** Switches the machine off and on again, and waits for the end of the boot. */
    public void reboot() {
        send("systemctl --no-block poweroff");
        try {
            if (!qemu.waitFor(BOOT_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("virtual machine " + name + " does not go off; " + console());
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a virtual machine went off", interrupt);
        }
        qemu = switchOn(disk, directory);
        awaitBoot();
    }

    private void awaitBoot() {
        try {
            String state = answer(BOOT_LIMIT);
            if (!state.equals("running")) {
                throw new AssertionError(
                        "virtual machine " + name + " is " + state + "\n" + run("systemctl", "--failed", "--no-pager"));
            }
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    /** The channel of the harness is qemu's own input and output; a line there is a command or its answer. */
    private static Process switchOn(VirtualDisk disk, Path directory) {
        return Command.of(
                        "qemu-system-x86_64",
                        "-nodefaults",
                        "-display",
                        "none",
                        "-no-reboot",
                        "-machine",
                        "q35",
                        "-accel",
                        "tcg,thread=multi",
                        "-cpu",
                        "max",
                        "-smp",
                        "2",
                        "-m",
                        "2048",
                        "-kernel",
                        disk.kernel().toString(),
                        "-initrd",
                        disk.initialRamDisk().toString(),
                        "-append",
                        String.join(" ", KERNEL_ARGUMENTS),
                        "-drive",
                        "file=" + disk.image() + ",if=none,id=root,format=raw,cache=unsafe",
                        "-device",
                        "virtio-blk-pci,drive=root",
                        "-drive",
                        "file=" + disk.spare() + ",if=none,id=spare,format=raw,cache=unsafe",
                        "-device",
                        "virtio-blk-pci,drive=spare,serial=spare",
                        "-serial",
                        "file:" + directory.resolve("console.log"),
                        "-device",
                        "virtio-serial-pci",
                        "-chardev",
                        "stdio,id=harness,signal=off",
                        "-device",
                        "virtserialport,chardev=harness,name=outboard")
                .within(List.of(
                        "sh",
                        "-c",
                        "exec \"$@\" 2>\"$0\"",
                        directory.resolve("qemu.log").toString()))
                .start(false);
    }

    @Override
    public Result run(List<String> command) {
        String line = command.stream().map(VirtualMachine::quoted).collect(Collectors.joining(" "));
        send("exec " + line);
        String[] parts = answer(COMMAND_LIMIT).split(":", -1);
        return new Result(command, Integer.parseInt(parts[0]), decoded(parts[1]), decoded(parts[2]));
    }

    private void send(String script) {
        String request = Base64.getEncoder().encodeToString((script + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            var requests = qemu.outputWriter(StandardCharsets.UTF_8);
            requests.write(request + "\n");
            requests.flush();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }

    private String answer(Duration limit) {
        CompletableFuture<String> line = new CompletableFuture<>();
        BufferedReader answers = qemu.inputReader(StandardCharsets.UTF_8);
        Thread reader = new Thread(() -> read(answers, line), "answer of a virtual machine");
        reader.setDaemon(true);
        reader.start();
        try {
            return line.get(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new AssertionError("no answer after " + limit.toSeconds() + " s; " + console(), failure);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a virtual machine worked", interrupt);
        }
    }

    private static void read(BufferedReader answers, CompletableFuture<String> line) {
        try {
            String text = answers.readLine();
            if (text == null) {
                line.completeExceptionally(new IOException("the virtual machine is off"));
            } else {
                line.complete(text.strip());
            }
        } catch (IOException cause) {
            line.completeExceptionally(cause);
        }
    }

    private String console() {
        List<String> texts = new ArrayList<>();
        for (String file : List.of("qemu.log", "console.log")) {
            try {
                texts.add(file + ":\n" + Files.readString(directory.resolve(file), StandardCharsets.ISO_8859_1));
            } catch (IOException missing) {
                texts.add(file + ": none");
            }
        }
        return String.join("\n", texts);
    }

    @Override
    public void close() {
        takePowerAway();
        Runtime.getRuntime().removeShutdownHook(powerOff);
    }

    private void takePowerAway() {
        qemu.destroyForcibly();
        try {
            qemu.waitFor(OFF_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
        VirtualDisk.delete(directory);
    }
}
