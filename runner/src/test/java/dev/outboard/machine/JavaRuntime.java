package dev.outboard.machine;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The JDK and the class path of this JVM, which a machine sees read-only at the same places. */
final class JavaRuntime {
    private static final Path HOME = Path.of(System.getProperty("java.home"));

    private JavaRuntime() {}

    /** What a machine must see of this computer's files. */
    static Stream<Path> files() {
        // the JDK of Debian keeps its configuration and its certificates outside of its home
        Stream<Path> jdk = Stream.of(
                HOME, Path.of("/etc/java-" + Runtime.version().feature() + "-openjdk"), Path.of("/etc/ssl/certs/java"));
        return Stream.concat(jdk, classPath().map(Path::of)).filter(Files::exists);
    }

    /** The command that runs a class as it would run here. */
    static List<String> command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(HOME.resolve("bin/java").toString());
        // most of the work of a short program is to warm up: the quick compiler and the simple collector take half of
        // it
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        // the file that the tests here log to is not in a machine
        command.add("-Dorg.slf4j.simpleLogger.logFile=System.err");
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classPath().toList()));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Surefire and Failsafe start the JVM with a jar that only names the class path, and give the true one here. */
    private static Stream<String> classPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(path.split(File.pathSeparator))
                .map(entry -> new File(entry).getAbsolutePath())
                .distinct();
    }
}
