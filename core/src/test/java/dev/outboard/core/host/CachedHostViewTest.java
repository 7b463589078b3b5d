package dev.outboard.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CachedHostViewTest {
    private static final AbsolutePath DIRECTORY = AbsolutePath.of("/etc");
    private static final AbsolutePath FILE = DIRECTORY.resolve("file");

    private final InMemoryHost host = InMemoryHost.create().putFile(FILE, "text\n");
    private final List<AbsolutePath> reads = new ArrayList<>();
    private final HostView view = new CachedHostView(new ForwardingHostView(host) {
        @Override
        public Optional<FileContent> read(AbsolutePath path) {
            reads.add(path);
            return super.read(path);
        }
    });

    @Test
    void readsAFileOnceHoweverOftenItIsAskedFor() {
        view.read(FILE);
        view.read(FILE);

        assertThat(reads).containsExactly(FILE);
    }

    @Test
    void remembersAlsoThatNothingIsThere() {
        AbsolutePath absent = AbsolutePath.of("/absent");
        view.read(absent);

        assertThat(view.read(absent)).isEmpty();
        assertThat(reads).containsExactly(absent);
    }

    @Test
    void answersAsAtTheFirstQuestionThoughTheHostChanges() {
        view.status(FILE);
        view.read(FILE);
        view.list(DIRECTORY);
        view.linkTarget(FILE);
        host.deleteFile(FILE);

        assertThat(view.status(FILE)).isPresent();
        assertThat(view.read(FILE)).contains(FileContent.ofText("text\n"));
        assertThat(view.list(DIRECTORY)).contains("file");
        assertThat(view.linkTarget(FILE)).isEmpty();
        assertThat(view.lacks(FILE)).isFalse();
    }
}
