/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import io.ttlog.Signal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Comma-separated values with a header line, as logs and as spans. */
class CsvRecordsFuzz extends ReaderContract {
    @Override
    protected boolean isAccepted(byte[] input) throws Exception {
        boolean logs = isImported(Signal.LOG, new CsvRecords(), input);
        boolean spans = isImported(Signal.SPAN, new CsvRecords(), input);
        return logs || spans;
    }

    @Override
    protected Map<String, byte[]> written() {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        put(seeds, "log", "time,level,message,n\r\n2020-08-07 10:32:22,INFO,\"a \"\"b\"\",\r\nc\",12\r\n");
        put(seeds, "span", """
                trace_id,span_id,parent_id,name,kind,start,duration,status,service
                463ac35c9f6413ad48485a3953bb6124,a2fb4a1d1a96d312,,get,server,1675079459971,1.5ms,ERROR,api
                """);
        return seeds;
    }

    private static void put(Map<String, byte[]> seeds, String name, String text) {
        seeds.put(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
