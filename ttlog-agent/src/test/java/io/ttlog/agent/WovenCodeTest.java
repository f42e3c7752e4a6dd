/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Context;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.core.event.Event;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods of every kind do woven what they did, and are recorded. */
class WovenCodeTest {
    private static final String PACKAGE = "io.ttlog.agent.subject.";

    private final TTLogSession session = Recorded.start();
    private final WovenLoader loader = new WovenLoader(PACKAGE);

    @AfterEach
    void stop() {
        assertThat(Context.current()).as("nothing is left open").isEqualTo(Context.ROOT);
        assertThat(session.stats().misuses()).isZero();
        assertThat(session.stats().conserved()).isTrue();
        session.close();
        assertThat(loader.reports).isEmpty();
    }

    private @Nullable Object shop(String method, @Nullable Object... arguments) throws Throwable {
        return call(loader.loadClass(PACKAGE + "Shop"), method, arguments);
    }

    static @Nullable Object call(Class<?> type, String name, @Nullable Object... arguments) throws Throwable {
        Method method = Arrays.stream(type.getDeclaredMethods())
                .filter(m -> m.getName().equals(name) && m.getParameterCount() == arguments.length)
                .findFirst()
                .orElseThrow();
        method.setAccessible(true);
        try {
            return method.invoke(null, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    @Test
    void recordsParametersWithTheirTypes() throws Throwable {
        Object result = shop("pay", 7L, 2.5, true, 'L', 3, 1.5f, (short) 4, (byte) 5, "hi", 10L);
        assertThat(result).isEqualTo(7L + 3 + 3 + 10);
        assertThat(Recorded.texts())
                .containsExactly(
                        "pay user_id=7 amount=2.5 express=true size=L items=3 factor=1.5 small=4 tiny=5 note=hi");
        assertThat(Recorded.spans().get(0).fields())
                .extracting(field -> field.type().name())
                .containsExactly("LONG", "DOUBLE", "BOOLEAN", "TEXT", "LONG", "DOUBLE", "LONG", "LONG", "TEXT");
    }

    @Test
    void namesSpanAndFieldByWhatTheyAreCalled() throws Throwable {
        assertThat(shop("byDefault", "a")).isEqualTo("a!");
        assertThat(Recorded.texts()).containsExactly("Shop.byDefault parameterName=a");
    }

    @Test
    void neverLooksAtSecrets() throws Throwable {
        Class<?> shop = loader.loadClass(PACKAGE + "Shop");
        Class<?> card = loader.loadClass(PACKAGE + "Shop$GoldCard");
        Object gold = card.getConstructor().newInstance();
        Object leaky = loader.loadClass(PACKAGE + "Shop$Leaky").getConstructor().newInstance();
        call(shop, "secrets", leaky, 1234L, gold, gold);
        call(shop, "card");
        assertThat(shop("secretNumber")).isEqualTo(4.5);
        assertThat(Recorded.texts())
                .containsExactly(
                        "secrets password=*** pin=*** card=*** gold=*** result=***",
                        "card result=***",
                        "secret_number result=***");
        assertThat(TTLog.stats().valuesLost().values())
                .as("no toString was called, as they all throw")
                .allMatch(lost -> lost == 0);
    }

    @Test
    void recordsWhatIsThrownAndThrowsItOn() throws Throwable {
        Throwable thrown = null;
        try {
            shop("fails", 2);
        } catch (Exception failure) {
            thrown = failure;
        }
        assertThat(thrown).hasMessage("no more").hasNoSuppressedExceptions().hasNoCause();
        assertThat(thrown.getStackTrace()[0].getMethodName()).isEqualTo("fails");
        String error = " !" + PACKAGE + "Shop$Failure: no more";
        assertThat(Recorded.texts()).containsExactly("fails" + error, "fails" + error, "fails" + error);
        assertThatThrownBy(() -> shop("loops")).hasMessage("at once");
    }

    @Test
    void leavesAloneWhatTheMethodCatchesItself() throws Throwable {
        assertThat(shop("catches")).isEqualTo(-1);
        assertThat(Recorded.texts()).containsExactly("catches");
    }

    @Test
    void nestsRecursiveCalls() throws Throwable {
        assertThat(shop("down", 3)).isEqualTo(3);
        List<Event.Span> spans = Recorded.spans();
        assertThat(Recorded.texts()).containsExactly("down n=0", "down n=1", "down n=2", "down n=3");
        for (int i = 0; i < 3; i++) {
            assertThat(spans.get(i).parentId()).isEqualTo(spans.get(i + 1).spanId());
        }
    }

    @Test
    void recordsResultsOfAllTypes() throws Throwable {
        for (String name : List.of("int", "double", "float", "boolean", "char", "text", "array", "null", "void")) {
            shop(name + "Result");
        }
        shop("longResult", true);
        shop("longResult", false);
        shop("empty");
        assertThat(Recorded.texts())
                .containsExactly(
                        "int_result result=7",
                        "double_result result=1.5",
                        "float_result result=2.5",
                        "boolean_result result=true",
                        "char_result result=x",
                        "text_result result=text",
                        "array_result result=0102",
                        "null_result result=null",
                        "void_result",
                        "long_result total=1099511627776",
                        "long_result total=2",
                        "empty");
    }

    @Test
    void weavesPrivateSynchronizedAndGenericMethods() throws Throwable {
        assertThat(shop("callPrivate")).isEqualTo(8);
        assertThat(shop("callInTurn")).isEqualTo(3);
        assertThat(shop("callGeneric")).isEqualTo("b2");
        assertThat(Recorded.texts())
                .containsExactly(
                        "private n=1 d=2.5 s=three",
                        "synchronized",
                        "generic a=a b=b result=b",
                        "generic a=2 b=1 result=2");
    }

    @Test
    void weavesBridgedMethodsOnceAndThoseOfInterfaces() throws Throwable {
        assertThat(shop("callBridges")).isEqualTo(2 + 5 + 8 + 1);
        assertThat(Recorded.texts())
                .containsExactly("price of=1 result=2", "get", "default_method n=4", "static_of_interface");
    }

    @Test
    void keepsLambdasAndSwitchesRunning() throws Throwable {
        assertThat(shop("lambdas", 2)).isEqualTo(List.of(2, 4, 6));
        assertThat(shop("switches", "a")).isEqualTo("first1");
        assertThat(shop("switches", "b")).isEqualTo("second2.01");
        assertThat(shop("switches", 5L)).isEqualTo("long1");
        assertThat(Recorded.texts()).containsExactly("lambdas factor=2", "switches", "switches", "switches");
    }

    @Test
    void weavesRecords() throws Throwable {
        assertThat(shop("callRecord")).isEqualTo("1x1xOrder[id=1, name=x]");
        assertThat(Recorded.texts()).containsExactly("new_order", "Shop.Order.label");
    }

    @Test
    void weavesConstructorsFromTheCallOfSuperOn() throws Throwable {
        assertThat(shop("callBuilt", 1)).isEqualTo("2t");
        assertThat(shop("callBuilt", 3)).isEqualTo("3t");
        assertThat(shop("callBuiltByThis")).isEqualTo("u");
        assertThatThrownBy(() -> shop("callBuilt", 9)).hasMessage("too large");
        assertThatThrownBy(() -> shop("callBuilt", 0)).hasMessage("before super");
        assertThat(shop("callInner")).isEqualTo(1L + 3 + 3);
        assertThat(shop("callEnum")).isEqualTo("LARGE2");
        assertThat(Recorded.texts())
                .containsExactly(
                        "new Shop.Built n=1",
                        "new Shop.Built n=3",
                        "new Shop.Built n=1",
                        "by_this",
                        "new Shop.Built n=9 !java.lang.IllegalStateException: too large",
                        "synchronized",
                        "inner a=1 b=two",
                        "size liters=1",
                        "size liters=2");
    }

    @Test
    void recordsOnlyWhatIsSlowOrFails() throws Throwable {
        shop("slowOnly", false);
        shop("slowAlways");
        assertThatThrownBy(() -> shop("slowOnly", true)).hasMessage("fast, but failed");
        assertThat(Recorded.texts())
                .containsExactly("slow_never", "slow_only !java.lang.IllegalStateException: fast, but failed");
    }

    @Test
    void countsAndMeasures() throws Throwable {
        long before = calls("measured", "ok");
        shop("measured", false);
        shop("measured", false);
        assertThatThrownBy(() -> shop("measured", true)).hasMessage("measured");
        assertThat(calls("measured", "ok") - before).isEqualTo(2);
        assertThat(calls("measured", "error")).isEqualTo(1);
    }

    static long calls(String span, String outcome, String... more) {
        String[] labels = Arrays.copyOf(new String[] {"span", span, "outcome", outcome}, 4 + more.length);
        System.arraycopy(more, 0, labels, 4, more.length);
        return TTLog.counter("method_calls_total").labels(labels).value();
    }

    @Test
    void weavesPublicMethodsOfAnAnnotatedClass() throws Throwable {
        assertThat(call(loader.loadClass(PACKAGE + "Whole"), "call")).isEqualTo("whole5456");
        assertThat(Recorded.texts()).containsExactly("whole.first", "by_its_name", "whole.fifth", "whole.sixth");
        assertThat(calls("whole.sixth", "ok")).isEqualTo(1);
        assertThat(calls("by_its_name", "ok"))
                .as("what a method says goes before")
                .isZero();
    }

    @Test
    void honoursAnnotationsOfOthers() throws Throwable {
        Class<?> foreign = loader.loadClass(PACKAGE + "Foreign");
        assertThat(call(foreign, "call")).isEqualTo(3 + 1 + 2 + 2 + 3 + 4 + 5);
        assertThat(Recorded.texts())
                .containsExactly(
                        "Foreign.withSpan user_id=1 named=ab",
                        "named CLIENT",
                        "observed region=eu",
                        "in_context",
                        "ours",
                        "traced");
        assertThat(calls("timed", "ok", "a", "b")).isEqualTo(1);
        assertThat(calls("observed", "ok", "region", "eu")).isEqualTo(1);
        assertThat(calls("in_context", "ok")).isEqualTo(1);
        assertThat(calls("traced", "ok")).isEqualTo(1);
    }

    @Test
    void beginsATraceOfItsOwnWhenAsked() throws Throwable {
        call(loader.loadClass(PACKAGE + "Foreign"), "callRoot");
        List<Event.Span> spans = Recorded.spans();
        assertThat(spans).extracting(Event.Span::name).containsExactly("root", "outer");
        assertThat(spans.get(0).parentId()).isNull();
        assertThat(spans.get(0).traceId()).isNotEqualTo(spans.get(1).traceId());
    }

    @Test
    void doesNothingWhenTtlogIsNotRunning() throws Throwable {
        Recorded.spans();
        session.close();
        assertThat(shop("down", 3)).isEqualTo(3);
        assertThat(shop("callBuilt", 1)).isEqualTo("2t");
        assertThatThrownBy(() -> shop("fails", 0)).hasMessage("no more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Shop", "Whole", "Later", "Foreign"})
    void doesNotWeaveTwice(String name) throws Exception {
        loader.loadClass(PACKAGE + name);
        byte[] once = loader.woven.get(PACKAGE + name);
        assertThat(once).isNotNull();
        WovenLoader again = new WovenLoader(
                PACKAGE, new net.bytebuddy.dynamic.ClassFileLocator.Simple(java.util.Map.of(PACKAGE + name, once)));
        assertThat(again.weave(PACKAGE + name)).isSameAs(once);
    }
}
