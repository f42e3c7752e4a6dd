/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.spring;

import io.ttlog.Field;
import io.ttlog.Instrument;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A configuration, of which Spring makes a subclass, and two beans with an interceptor around each call. */
@Configuration
public class Beans {
    static final AtomicInteger ADVISED = new AtomicInteger();

    public static class Quotes {
        @Instrument(name = "quote")
        public int quote(@Field("item") String item) {
            return 39 + item.length();
        }
    }

    public interface Charging {
        int charge(int cents);
    }

    static class Till implements Charging {
        @Override
        @Instrument(name = "charge")
        public int charge(@Field("cents") int cents) {
            return cents + 1;
        }
    }

    @Bean
    public Quotes quotes() {
        return new Quotes();
    }

    @Bean
    public Charging charging() {
        return new Till();
    }

    @Bean
    public MethodInterceptor counting() {
        return call -> {
            ADVISED.incrementAndGet();
            return call.proceed();
        };
    }

    @Bean
    public static BeanNameAutoProxyCreator proxies() {
        BeanNameAutoProxyCreator proxies = new BeanNameAutoProxyCreator();
        proxies.setBeanNames("quotes", "charging");
        proxies.setInterceptorNames("counting");
        return proxies;
    }

    static String run() {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.setClassLoader(Beans.class.getClassLoader());
        try (context) {
            context.register(Beans.class);
            context.refresh();
            Quotes quotes = context.getBean(Quotes.class);
            Charging charging = context.getBean(Charging.class);
            int quoted = quotes.quote("tea");
            int charged = charging.charge(quoted);
            return "advised " + ADVISED + ", subclass " + AopUtils.isCglibProxy(quotes) + ", interface "
                    + AopUtils.isJdkDynamicProxy(charging) + ", " + quoted + " " + charged;
        }
    }
}
