package dev.outboard.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, in Markdown.
 *
 * @param path from the root of the project
 * @param text the page
 */
record Page(Path path, String text) {
    /** The modules' folders are beside the one that the tests run in. */
    static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    private static final Pattern JAVA = Pattern.compile("(?m)^```java\\n(.*?)^```", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("(?m)^```.*?^```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    /** README, and what lies beside it and in the modules' {@code docs}. */
    static List<Page> all() throws IOException {
        List<Path> pages = new ArrayList<>(markdownIn(PROJECT));
        for (String module : List.of("core", "network", "systemd", "runner")) {
            pages.addAll(markdownIn(PROJECT.resolve(module).resolve("docs")));
        }
        List<Page> read = new ArrayList<>();
        for (Path page : pages) {
            read.add(new Page(PROJECT.relativize(page), Files.readString(page)));
        }
        return read;
    }

    private static List<Path> markdownIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    /** Its Java snippets, in their order. */
    List<Snippet> snippets() {
        List<Snippet> snippets = new ArrayList<>();
        Matcher found = JAVA.matcher(text);
        while (found.find()) {
            long line = text.substring(0, found.start()).lines().count() + 1;
            snippets.add(new Snippet(path + ":" + line, found.group(1)));
        }
        return snippets;
    }

    /** Where its links lead that stay in the project, as they are written. */
    List<String> links() {
        return LINK.matcher(CODE.matcher(text).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.contains("://"))
                .toList();
    }

    /** The names of its headings, as links have them. */
    List<String> anchors() {
        return HEADING.matcher(CODE.matcher(text).replaceAll(""))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
