using System.Net;
using System.Net.Http.Json;
using Relay.Local.Host.Tests.TestProgram;

namespace Relay.Local.Host.Tests.Worker;

public sealed class LifecycleTests : IDisposable
{
    private readonly TestApp _app = new TestApp().Http();
    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task Program_Started_SeesTheContractsEnvironment()
    {
        _app.Set("RELAY_OWN", "given");
        await using var host = await _app.StartAsync();
        var environment = (await _client.GetFromJsonAsync<Dictionary<string, string>>(
            new Uri(host.Address, "/v1/environment"), TestContext.Current.CancellationToken))!;

        Assert.Equal(host.ProgramPort.ToString(System.Globalization.CultureInfo.InvariantCulture), environment["FUNCTIONS_CUSTOMHANDLER_PORT"]);
        Assert.True(Guid.TryParse(environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"], out _));
        Assert.Equal(_app.Folder, environment["FUNCTIONS_APP_ROOT_PATH"]);
        Assert.Equal("custom", environment["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.Equal("given", environment["RELAY_OWN"]);
        Assert.True(environment.ContainsKey("PATH"));
    }

    [Fact]
    public async Task Program_ThatWrites_IsHeard()
    {
        await using var host = await _app.StartAsync();

        await Eventually.IsTrueAsync(
            () => _app.Lines.Contains($"started {host.ProgramId}") && _app.Lines.Contains("an error line"), "both lines of the program");
    }

    [Fact]
    public async Task Host_DisposedOf_AsksTheProgramToLeave()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        var host = await _app.StartAsync();
        await host.DisposeAsync();

        await Eventually.IsTrueAsync(() => _app.Lines.Contains("asked to leave"), "the program's last line");
        Assert.Equal(HostStopReason.Disposed, await host.Stopped);
        Assert.False(IsRunning(host.ProgramId));
    }

    [Fact]
    public async Task Program_ThatCrashes_IsStartedAgain()
    {
        await using var host = await _app.StartAsync();
        var first = host.ProgramId;

        using var answer = await _client.GetAsync(new Uri(host.Address, "/v1/crash"), TestContext.Current.CancellationToken);

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable });
        await Eventually.IsTrueAsync(() => AnswersAsync(host), "an answer of the second program");
        Assert.NotEqual(first, host.ProgramId);
        Assert.False(host.Stopped.IsCompleted);
    }

    [Fact]
    public async Task Host_AfterThreeCrashes_StopsAndAnswers503()
    {
        await using var host = await _app.StartAsync();
        for (var crash = 0; crash < 3; crash++)
        {
            await Eventually.IsTrueAsync(() => AnswersAsync(host), "an answer before the next crash");
            (await _client.GetAsync(new Uri(host.Address, "/v1/crash"), TestContext.Current.CancellationToken)).Dispose();
        }

        var reason = await host.Stopped.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(HostStopReason.ProgramCrashedRepeatedly, reason);
        using var answer = await _client.GetAsync(new Uri(host.Address, "/v1/echo"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Program_ThatExitsWithZero_IsNotStartedAgain()
    {
        await using var host = await _app.StartAsync();
        (await _client.GetAsync(new Uri(host.Address, "/v1/exit"), TestContext.Current.CancellationToken)).Dispose();

        var reason = await host.Stopped.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(HostStopReason.ProgramExited, reason);
        using var answer = await _client.GetAsync(new Uri(host.Address, "/v1/echo"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Theory]
    [InlineData(HandlerProgram.CrashAtStart, "ProgramCrashedRepeatedly", 3)]
    [InlineData(HandlerProgram.ExitAtStart, "ProgramExited", 1)]
    public async Task Host_WhoseProgramNeverAnswers_DoesNotStart(string mode, string reason, int starts)
    {
        _app.Set(HandlerProgram.ModeVariable, mode);

        var fault = await Assert.ThrowsAsync<AppConfigurationException>(_app.StartAsync);

        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Equal(starts, _app.Lines.Count(line => line.StartsWith("started", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Request_BeyondTheFunctionTimeout_KillsTheProgramWithoutCountingACrash()
    {
        _app.FunctionTimeout(1);
        await using var host = await _app.StartAsync();
        for (var round = 0; round < 3; round++)
        {
            var program = host.ProgramId;
            using var answer = await _client.GetAsync(new Uri(host.Address, "/v1/hang"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            await Eventually.IsTrueAsync(async () => await AnswersAsync(host) && host.ProgramId != program, "another program");
        }

        Assert.False(host.Stopped.IsCompleted);
    }

    [Fact]
    public async Task SupervisedHost_AfterThreeCrashes_ServesAgainAtTheSameAddress()
    {
        await using var host = await SupervisedHost.StartAsync(_app.Options(), TestContext.Current.CancellationToken);
        var address = host.Address;
        for (var crash = 0; crash < 3; crash++)
        {
            await Eventually.IsTrueAsync(() => AnswersAsync(address), "an answer before the next crash");
            (await _client.GetAsync(new Uri(address, "/v1/crash"), TestContext.Current.CancellationToken)).Dispose();
        }

        await Eventually.IsTrueAsync(async () => host.Restarts == 1 && await AnswersAsync(address), "an answer of the restarted host");
        Assert.Equal(address, host.Address);
    }

    [Fact]
    public async Task SupervisedHost_WhoseProgramExitsWithZero_StaysDown()
    {
        await using var host = await SupervisedHost.StartAsync(_app.Options(), TestContext.Current.CancellationToken);
        (await _client.GetAsync(new Uri(host.Address, "/v1/exit"), TestContext.Current.CancellationToken)).Dispose();

        await host.Stopped.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.False(await AnswersAsync(host.Address));
        Assert.Equal(0, host.Restarts);
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private Task<bool> AnswersAsync(FunctionsHost host) => AnswersAsync(host.Address);

    private async Task<bool> AnswersAsync(Uri address)
    {
        using var answer = await _client.GetAsync(new Uri(address, "/v1/echo"), TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode;
    }
}
