/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.ttlog.Context;
import io.ttlog.Span;
import io.ttlog.SpanContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TTLogThreadLocalAccessorTest extends Traced {
    private final TTLogThreadLocalAccessor accessor = new TTLogThreadLocalAccessor();
    private final Context one = Context.ROOT.with(new SpanContext(1, 1, 1, SpanContext.SAMPLED, ""));
    private final Context two = Context.ROOT.with(new SpanContext(2, 2, 2, SpanContext.SAMPLED, ""));

    @Test
    void isFoundByTheLibrary() {
        assertThat(ContextRegistry.getInstance().getThreadLocalAccessors())
                .hasAtLeastOneElementOfType(TTLogThreadLocalAccessor.class);
        try (Span root = child("root", Ids.NONE)) {
            ContextSnapshot snapshot = ContextSnapshotFactory.builder().build().captureAll();
            try (ContextSnapshot.Scope scope = ContextSnapshotFactory.builder()
                    .clearMissing(true)
                    .build()
                    .captureFrom()
                    .setThreadLocals()) {
                assertThat(scope).isNotNull();
                assertThat(nothingIsCurrent()).isTrue(); // though the span is open
                log(Ids.NONE);
                try (ContextSnapshot.Scope inner = snapshot.setThreadLocals()) {
                    assertThat(inner).isNotNull();
                    work(Ids.of(root));
                }
                assertThat(nothingIsCurrent()).isTrue();
            }
            log(Ids.of(root));
        }
        assertThat(accessor.getValue()).isNull();
        assertAllRight(0);
    }

    @Test
    void putsBackAcrossScopesThatNobodyCloses() {
        try (Span root = child("root", Ids.NONE)) {
            Context before = root.context();
            accessor.setValue(one);
            accessor.setValue(two); // its scope is lost
            accessor.setValue();
            accessor.restore(before);
            assertThat(Context.current()).isSameAs(before);
            accessor.restore(before); // a second close
            accessor.restore(one); // of another thread
            accessor.restore();
            assertThat(Context.current()).isSameAs(before);
            work(Ids.of(root));
        }
        assertThat(nothingIsCurrent()).isTrue();
        assertAllRight(0);
    }

    @Test
    void putsBackInAnyOrder() {
        Random random = new Random(Long.getLong("ttlog.seed", 7));
        for (int round = 0; round < 1_000; round++) {
            int given = random.nextInt(10);
            for (int i = 0; i < given; i++) {
                switch (random.nextInt(4)) {
                    case 0 -> accessor.setValue(one);
                    case 1 -> accessor.setValue(two);
                    case 2 -> accessor.setValue();
                    default -> accessor.restore(random.nextBoolean() ? one : two);
                }
            }
            accessor.restore();
            assertThat(nothingIsCurrent()).isTrue();
        }
        work(Ids.NONE);
        assertAllRight(0);
    }

    @Test
    void endsAllThatAThreadWasGivenAndNeverGaveBack() {
        for (int i = 0; i < 10 * TTLogThreadLocalAccessor.GIVEN_MAX; i++) {
            accessor.setValue(i % 2 == 0 ? one : two);
        }
        accessor.restore();
        assertThat(nothingIsCurrent()).isTrue();
        work(Ids.NONE);
        assertAllRight(0);
    }

    @Test
    void doesNothingWhileTTLogIsNotRunning() {
        stop();
        accessor.setValue(one);
        assertThat(accessor.getValue()).isNull();
        accessor.restore();
        assertThat(Context.current()).isSameAs(Context.ROOT);
    }
}
