package dev.outboard.runner.gitlab.client;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A body that is kept in memory, and given up when it gets larger than any that GitLab sends. */
final class LimitedBody implements BodySubscriber<byte[]> {
    private static final int LIMIT = 1 << 20;

    private final BodySubscriber<byte[]> kept = BodySubscribers.ofByteArray();
    private Flow.@Nullable Subscription subscription;
    private long size;

    static HttpResponse.BodyHandler<byte[]> handler() {
        return head -> new LimitedBody();
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return kept.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        kept.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
        size += part.stream().mapToLong(ByteBuffer::remaining).sum();
        if (size <= LIMIT) {
            kept.onNext(part);
        } else if (subscription != null) {
            subscription.cancel();
            kept.onError(new IOException("the answer is larger than " + LIMIT + " bytes"));
        }
    }

    @Override
    public void onError(Throwable failure) {
        kept.onError(failure);
    }

    @Override
    public void onComplete() {
        kept.onComplete();
    }
}
