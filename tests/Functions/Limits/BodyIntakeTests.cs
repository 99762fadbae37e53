using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Functions.Operators;
using Relay.Functions.Operators.SignIn;
using Relay.Functions.Partners;
using Relay.Functions.People;

namespace Relay.Functions.Tests.Limits;

/// <summary>Bodies of callers that have not signed: they are bounded before they are read.</summary>
public sealed class BodyIntakeTests
{
    private const int LargestBody = 16 * 1024 * 1024;

    private readonly BodyBudget budget = new(Options.Create(new LimitsOptions { PartnerBytesInFlight = LargestBody, InstanceBytesInFlight = LargestBody }));
    private int passed;

    [Theory]
    [InlineData(LargestBody)]
    [InlineData(null)] // chunked: it may be as long as the longest
    public async Task Invoke_BodyWhileAnotherIsRead_IsTooManyAtOnce(int? announced)
    {
        var second = new Call(1);
        await InvokeAsync(new Call(announced), whileInside: () => InvokeAsync(second));
        Assert.Equal((429, "1", 1), (second.Context.Response.StatusCode, second.Context.Response.Headers.RetryAfter.ToString(), passed));
    }

    [Fact]
    public async Task Invoke_AfterARequestHasEnded_HasItsRoomAgain()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => InvokeAsync(new Call(LargestBody), whileInside: () => throw new TimeoutException()));
        await InvokeAsync(new Call(LargestBody));
        await InvokeAsync(new Call(LargestBody));
        Assert.Equal(3, passed);
    }

    [Theory]
    [InlineData(0)] // no body
    [InlineData(LargestBody + 1)] // refused by its length, without a buffer
    public async Task Invoke_BodyThatTakesNoMemory_IsNotCounted(int announced)
    {
        await InvokeAsync(new Call(LargestBody), whileInside: () => InvokeAsync(new Call(announced)));
        Assert.Equal(2, passed);
    }

    [Fact]
    public async Task Invoke_CallOfTheFunctionsHost_IsNeverRefused_UnlessItCameFromOutside()
    {
        var trigger = new Call(1);
        trigger.Context.Request.Headers["X-Azure-Functions-InvocationId"] = "1";
        await InvokeAsync(new Call(LargestBody), whileInside: () => InvokeAsync(trigger));
        Assert.Equal(2, passed);

        trigger.Context.Request.Headers["X-Forwarded-For"] = "192.0.2.1";
        await InvokeAsync(new Call(LargestBody), whileInside: () => InvokeAsync(trigger));
        Assert.Equal((429, 3), (trigger.Context.Response.StatusCode, passed));
    }

    [Theory]
    [InlineData(LargestBody, LargestBody / 60.0)]
    [InlineData(1_000, null)] // the server's own rate stays in force
    public async Task Invoke_LargeBody_MustComeWithinAMinute(int announced, double? bytesPerSecond)
    {
        var call = new Call(announced);
        await InvokeAsync(call);
        Assert.Equal(bytesPerSecond, call.MinDataRate?.BytesPerSecond);
    }

    private Task InvokeAsync(Call call, Func<Task>? whileInside = null)
    {
        var relay = Options.Create(new RelayOptions { Authority = "relay.example", AddressKey = Convert.ToBase64String(new byte[32]) });
        // Nobody signs here, so that no store is asked.
        var callers = new CallerAuthentication(
            new PartnerDirectory(null!, relay, TimeProvider.System), new PartnerLimits(Options.Create(new LimitsOptions()), TimeProvider.System), null!, null!,
            new OperatorSessions(new AddressKeys(relay), new PublicOrigin(relay), relay, Options.Create(new OperatorOptions()), TimeProvider.System), relay, TimeProvider.System);
        return new BodyIntake(
            _ =>
            {
                passed++;
                return whileInside?.Invoke() ?? Task.CompletedTask;
            },
            budget,
            callers).InvokeAsync(call.Context);
    }

    private sealed class Call : IHttpMinRequestBodyDataRateFeature
    {
        public Call(int? announced)
        {
            Context = new DefaultHttpContext { Request = { ContentLength = announced }, Response = { Body = new MemoryStream() } };
            Context.Features.Set<IHttpMinRequestBodyDataRateFeature>(this);
        }

        public DefaultHttpContext Context { get; }

        public MinDataRate? MinDataRate { get; set; }
    }
}
