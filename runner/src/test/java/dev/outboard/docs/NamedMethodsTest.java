package dev.outboard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A message that tells its reader to call a method names one that exists. */
class NamedMethodsTest {
    private static final Pattern LITERAL = Pattern.compile("\"((?:\\\\.|[^\"\\\\\\n])*)\"");

    /** A name, and an argument as messages write it: left out, a constant, a truth value, or a text. */
    private static final Pattern CALL =
            Pattern.compile("\\b([a-z][A-Za-z]+)\\((?:\\.\\.|…|[A-Z][A-Za-z_]+[).]|true\\)|false\\)|\\\\\")");

    private static final Set<String> METHODS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.outboard").stream()
                    .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                    .map(JavaClass::getMethods)
                    .flatMap(Set::stream)
                    .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                    .map(method -> method.getName())
                    .collect(Collectors.toCollection(TreeSet::new));

    @Test
    void everyMethodThatAMessageNamesExists() throws IOException {
        Map<String, Path> named = new TreeMap<>();
        for (String module : List.of("core", "network", "systemd", "runner")) {
            try (Stream<Path> files = Files.walk(Page.PROJECT.resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    LITERAL.matcher(Files.readString(file).replace("\"\"\"", " "))
                            .results()
                            .flatMap(literal -> CALL.matcher(literal.group(1)).results())
                            .forEach(call -> named.put(call.group(1), file));
                }
            }
        }

        assertThat(named).hasSizeGreaterThan(60);
        named.keySet().removeAll(METHODS);
        named.keySet().removeAll(methodsOf(Duration.class));
        assertThat(named).isEmpty();
    }

    /** A value of the JDK that messages name. */
    private static Set<String> methodsOf(Class<?> type) {
        return Stream.of(type.getMethods()).map(Method::getName).collect(Collectors.toSet());
    }
}
