package dev.outboard.systemd.docker;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives the items of an answer that comes in parts, and waits for its end. docker-java reads it in a thread of its
 * own, which the deadline of the request ends. Unlike docker-java's own callbacks, it logs nothing.
 */
final class Answers<T> implements ResultCallback<T> {
    private final Consumer<T> receiver;
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private volatile @Nullable Closeable stream;

    /** What the receiver throws ends the answer, and is thrown by {@link #await}. */
    Answers(Consumer<T> receiver) {
        this.receiver = receiver;
    }

    @Override
    public void onStart(Closeable closeable) {
        stream = closeable;
    }

    @Override
    public void onNext(T item) {
        receiver.accept(item);
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete(true);
    }

    /** Waits for the end, and throws what went wrong on the way. */
    void await() {
        try {
            end.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupt) {
            close();
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("interrupted");
            cancelled.initCause(interrupt);
            throw cancelled;
        }
    }

    @Override
    public void close() {
        Closeable open = stream;
        if (open != null) {
            try {
                open.close();
            } catch (IOException gone) {
                end.completeExceptionally(gone);
            }
        }
    }
}
