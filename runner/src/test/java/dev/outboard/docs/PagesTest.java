package dev.outboard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README and the pages: their snippets compile and run, and their links lead somewhere. */
class PagesTest {
    private static final int LONGEST_README = 150;

    @TempDir
    private static Path classes;

    static List<Page> pages() throws IOException {
        return Page.all();
    }

    static List<Snippet> snippets() throws IOException {
        return Page.all().stream().flatMap(page -> page.snippets().stream()).toList();
    }

    @BeforeAll
    static void compilesEverySnippet() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter mistakes = new StringWriter();
        boolean isCompiled = compiler.getTask(
                        mistakes,
                        null,
                        null,
                        List.of("-proc:none", "-d", classes.toString()),
                        null,
                        snippets().stream().map(Snippet::source).toList())
                .call();

        assertThat(isCompiled).withFailMessage(mistakes::toString).isTrue();
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void snippetRuns(Snippet snippet) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> compiled = loader.loadClass(snippet.className());
            if (snippet.isClass()) {
                runTestsOf(compiled);
            } else {
                ((SnippetContext) newInstance(compiled)).run();
            }
        }
    }

    private static void runTestsOf(Class<?> compiled) throws ReflectiveOperationException {
        List<Method> tests = Arrays.stream(compiled.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .toList();
        assertThat(tests).isNotEmpty();
        for (Method test : tests) {
            test.setAccessible(true);
            test.invoke(newInstance(compiled));
        }
    }

    private static Object newInstance(Class<?> compiled) throws ReflectiveOperationException {
        Constructor<?> constructor = compiled.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadToFilesAndHeadings(Page page) {
        assertThat(page.links()).allSatisfy(link -> {
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty()
                    ? Page.PROJECT.resolve(page.path())
                    : Page.PROJECT.resolve(page.path()).resolveSibling(parts[0]).normalize();
            assertThat(target).exists();
            if (parts.length > 1) {
                assertThat(new Page(page.path(), Files.readString(target)).anchors())
                        .contains(parts[1]);
            }
        });
    }

    @Test
    void readmeIsShort() throws IOException {
        assertThat(Files.readString(Page.PROJECT.resolve("README.md")).lines())
                .hasSizeLessThanOrEqualTo(LONGEST_README);
    }

    /** A reader finds a page only by a link from another page. */
    @Test
    void everyPageIsLinkedFromAnother() throws IOException {
        List<Path> linked = Page.all().stream()
                .flatMap(page -> page.links().stream()
                        .map(link -> Page.PROJECT
                                .resolve(page.path())
                                .resolveSibling(link.split("#", 2)[0])
                                .normalize()))
                .toList();

        assertThat(Page.all().stream()
                        .map(page -> Page.PROJECT.resolve(page.path()))
                        .filter(path -> Stream.of("README.md", "CHANGELOG.md").noneMatch(path::endsWith)))
                .isSubsetOf(linked);
    }
}
