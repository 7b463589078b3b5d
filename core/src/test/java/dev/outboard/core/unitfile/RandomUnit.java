package dev.outboard.core.unitfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A unit file made of blocks, whose meaning is known without parsing. Repeats sections and keys, and has comments, blank
 * and ignored lines, continuations with comments inside, either kind of line end, and maybe none at its end.
 */
final class RandomUnit {
    static final List<String> SECTIONS = List.of("Unit", "Service", "X-Other");
    static final List<String> KEYS = List.of("After", "ExecStart", "PartOf", "Environment");
    private static final List<String> WORDS =
            List.of("docker.socket", "a", "b=c", "#x", ";", "%i", "é", "\\x2d", "'q r'", "[Unit]", "docker.socket2");

    private final Random random;
    private final String lineEnd;
    private final List<Block> blocks = new ArrayList<>();
    private String section = "";

    /**
     * A header, an assignment, or lines that mean nothing.
     *
     * @param section the section it is in
     * @param key the assigned key, or empty
     * @param prefix what stands before the value
     * @param written the value as it is written, without the last line end
     * @param value what systemd makes of it
     * @param lineEnd the last line end
     */
    record Block(String section, String key, String prefix, String written, String value, String lineEnd) {
        String text() {
            return prefix + written + lineEnd;
        }

        boolean assigns(String section, String key) {
            return this.section.equals(section) && this.key.equals(key);
        }

        Block withValue(String value) {
            return new Block(section, key, prefix, value, value, lineEnd);
        }
    }

    RandomUnit(Random random) {
        this.random = random;
        this.lineEnd = random.nextBoolean() ? "\n" : "\r\n";
        int count = 1 + random.nextInt(14);
        for (int i = 0; i < count; i++) {
            blocks.add(block());
        }
        if (random.nextInt(3) == 0) {
            int last = blocks.size() - 1;
            Block block = blocks.get(last);
            blocks.set(
                    last, new Block(block.section(), block.key(), block.prefix(), block.written(), block.value(), ""));
        }
    }

    List<Block> blocks() {
        return blocks;
    }

    /** The line end that an edit can know of. */
    String lineEnd() {
        return text().contains(lineEnd) ? lineEnd : "\n";
    }

    String text() {
        return text(blocks);
    }

    static String text(List<Block> blocks) {
        return blocks.stream().map(Block::text).collect(Collectors.joining());
    }

    private Block block() {
        return switch (random.nextInt(8)) {
            case 0 -> filler("# comment \\");
            case 1 -> filler(pick(List.of("", "  ", ";x", "no equals sign", "=no key", " \t# [Unit]")));
            case 2, 3 -> header();
            default -> section.isEmpty() ? filler("After=outside") : assignment();
        };
    }

    private Block filler(String line) {
        return new Block(section, "", line, "", "", lineEnd);
    }

    private Block header() {
        section = pick(SECTIONS);
        return filler(pick(List.of("", " ")) + "[" + section + "]" + pick(List.of("", "\t")));
    }

    private Block assignment() {
        String key = pick(KEYS);
        String prefix = pick(List.of("", "  ")) + key + pick(List.of("=", " = ", "=\t"));
        StringBuilder written = new StringBuilder();
        StringBuilder value = new StringBuilder();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            String word = pick(WORDS);
            if (i > 0) {
                String gap = pick(List.of(" ", "  ", "\t"));
                boolean continued = random.nextInt(3) == 0;
                boolean comment = continued && random.nextBoolean();
                String indent = continued ? pick(List.of("", " ")) : "";
                word = continued && "#;".indexOf(word.charAt(0)) >= 0 ? "a" : word;
                written.append(gap).append(continued ? "\\" + lineEnd : "");
                written.append(comment ? " # inside \\" + lineEnd : "").append(indent);
                value.append(gap).append(continued ? " " : "").append(indent);
            }
            written.append(word);
            value.append(word);
        }
        return new Block(section, key, prefix, written.toString(), value.toString(), lineEnd);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
