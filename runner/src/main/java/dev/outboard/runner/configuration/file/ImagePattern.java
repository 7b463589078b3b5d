package dev.outboard.runner.configuration.file;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Patterns of images as GitLab Runner matches them (github.com/bmatcuk/doublestar). */
final class ImagePattern {
    /** Images of which anybody can have one like it. */
    private static final List<String> OF_ANYBODY = List.of(
            "anything",
            "anything:1",
            "anybody/image:1",
            "docker.io/anybody/image:1",
            "registry.gitlab.com/anybody/project/image:1",
            "ghcr.io/anybody/image:1",
            "quay.io/anybody/image:1",
            "registry.invalid/anybody/image:1");

    private static final Pattern PART =
            Pattern.compile("\\*\\*/|\\*\\*|\\*|\\?|\\{|}|,|\\[[!^]?[^\\]\\[\\\\]+]|[^*?{},\\[]+|\\[");

    private ImagePattern() {}

    /** Whether a pattern leaves out nothing that an attacker could bring. */
    static boolean fitsAnyImage(String pattern) {
        Pattern expression = expression(pattern);
        return OF_ANYBODY.stream().anyMatch(image -> expression.matcher(image).matches());
    }

    private static Pattern expression(String pattern) {
        StringBuilder expression = new StringBuilder();
        Matcher part = PART.matcher(pattern);
        int open = 0;
        while (part.find()) {
            switch (part.group()) {
                case "**/" -> expression.append("(?:.*/)?");
                case "**" -> expression.append(".*");
                case "*" -> expression.append("[^/]*");
                case "?" -> expression.append("[^/]");
                case "{" -> {
                    open++;
                    expression.append("(?:");
                }
                case "}" -> expression.append(open-- > 0 ? ")" : "\\}");
                case "," -> expression.append(open > 0 ? "|" : ",");
                default ->
                    expression.append(
                            part.group().endsWith("]") && part.group().startsWith("[")
                                    ? part.group().replaceFirst("^\\[!", "[^").replace("&", "\\&")
                                    : Pattern.quote(part.group()));
            }
        }
        return Pattern.compile(expression + ")".repeat(Math.max(0, open)));
    }
}
