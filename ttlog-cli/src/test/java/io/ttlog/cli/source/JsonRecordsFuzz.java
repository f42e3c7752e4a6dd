/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import io.ttlog.Signal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON lines, as logs, as spans (Jaeger and Zipkin among them) and as metrics. */
class JsonRecordsFuzz extends ReaderContract {
    @Override
    protected boolean isAccepted(byte[] input) throws Exception {
        boolean accepted = false;
        for (Signal signal : List.of(Signal.LOG, Signal.SPAN, Signal.METRIC)) { // gaps are not imported
            accepted |= isImported(signal, new JsonRecords(signal), input);
        }
        return accepted;
    }

    @Override
    protected Map<String, byte[]> written() {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        put(
                seeds,
                "log",
                "{\"timestamp\":\"2023-01-30T11:50:59.97Z\",\"level\":\"WARN\",\"message\":\"a\\u00e9\\ud83d\","
                        + "\"user\":{\"id\":12345678901234567890,\"r\":1.5e3},\"tags\":[1,true,null],\"e\":{}}\n");
        put(
                seeds,
                "zipkin",
                "[{\"traceId\":\"463ac35c9f6413ad\",\"id\":\"a2fb4a1d1a96d312\",\"parentId\":\"0020000000000001\","
                        + "\"name\":\"get\",\"kind\":\"SERVER\",\"timestamp\":1472470996199000,\"duration\":207000,"
                        + "\"localEndpoint\":{\"serviceName\":\"front\"},\"tags\":{\"http.path\":\"/api\"}}]\n");
        put(
                seeds,
                "jaeger",
                "{\"data\":[{\"traceID\":\"463ac35c9f6413ad\",\"spans\":[{\"traceID\":\"463ac35c9f6413ad\",\"spanID\":"
                        + "\"a2fb4a1d1a96d312\",\"operationName\":\"get\",\"references\":[{\"refType\":\"CHILD_OF\","
                        + "\"traceID\":\"463ac35c9f6413ad\",\"spanID\":\"01\"}],\"startTime\":1472470996199000,"
                        + "\"duration\":7,\"tags\":[{\"key\":\"error\",\"type\":\"bool\",\"value\":true}],"
                        + "\"processID\":\"p1\"}],\"processes\":{\"p1\":{\"serviceName\":\"front\"}}}]}\n");
        put(seeds, "metric", "{\"ts\":1675079459.971,\"name\":\"requests\",\"value\":1.5,\"path\":\"/\"}\n");
        return seeds;
    }

    private static void put(Map<String, byte[]> seeds, String name, String text) {
        seeds.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Three readings. */
    @Override
    protected long allocatedBytesMax() {
        return 2 * super.allocatedBytesMax();
    }
}
