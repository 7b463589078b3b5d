package dev.outboard.docs;

import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;

/**
 * Java code of a page: a whole class with its imports, or statements.
 *
 * @param place the page and the line
 * @param code as it is on the page
 */
record Snippet(String place, String code) {
    private static final Pattern CLASS = Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+)");

    /** What statements on a page leave to the reader's editor. */
    private static final List<String> IMPORTS = List.of(
            "static org.junit.jupiter.api.Assertions.*",
            "dev.outboard.*",
            "dev.outboard.core.apply.*",
            "dev.outboard.core.change.*",
            "dev.outboard.core.failure.*",
            "dev.outboard.core.host.*",
            "dev.outboard.core.plan.*",
            "dev.outboard.core.receipt.*",
            "dev.outboard.core.testing.*",
            "dev.outboard.core.value.*",
            "dev.outboard.core.verify.*",
            "dev.outboard.network.*",
            "dev.outboard.runner.*",
            "dev.outboard.runner.configuration.*",
            "dev.outboard.runner.gitlab.*",
            "dev.outboard.runner.testing.*",
            "dev.outboard.systemd.daemon.*",
            "dev.outboard.systemd.container.*",
            "dev.outboard.systemd.options.*",
            "java.net.URI",
            "java.nio.file.*",
            "java.time.*",
            "java.util.*");

    /** The host of a snippet is the simulated one, and so is what is reached from it. */
    private String onSimulatedHost() {
        return code.replace("LocalHost.open()", "this.host").replace("Path.of(\"/root/", "root.resolve(\"");
    }

    boolean isClass() {
        return CLASS.matcher(code).find();
    }

    String className() {
        Matcher name = CLASS.matcher(code);
        return name.find() ? name.group(1) : "Snippet_" + place.replaceAll("\\W", "_");
    }

    JavaFileObject source() {
        String text = isClass()
                ? code
                : IMPORTS.stream().map(name -> "import " + name + ";").collect(Collectors.joining("\n"))
                        + "\npublic final class " + className() + " extends dev.outboard.docs.SnippetContext {"
                        + " public " + className() + "() throws Exception {}"
                        + " @Override public void run() throws Exception {\n" + onSimulatedHost() + "\n}}";
        return new SimpleJavaFileObject(URI.create("string:///" + className() + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    @Override
    public String toString() {
        return place;
    }
}
