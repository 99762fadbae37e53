using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Local.Host.Tests.TestProgram;

namespace Relay.Local.Host.Tests.Support;

/// <summary>An app folder of its own, with this executable as the program, and what the program wrote.</summary>
internal sealed class TestApp : IDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Dictionary<string, string> _environment = new() { [HandlerProgram.ModeVariable] = HandlerProgram.Serve };

    public TestApp()
    {
        Folder = Directory.CreateTempSubdirectory("relay-host-test-").FullName;
        HostJson = new JsonObject
        {
            ["version"] = "2.0",
            ["extensions"] = new JsonObject { ["http"] = new JsonObject { ["routePrefix"] = "" }, ["serviceBus"] = new JsonObject() },
            ["customHandler"] = new JsonObject
            {
                ["description"] = Description(),
                ["enableProxyingHttpRequest"] = true,
            },
        };
    }

    public string Folder { get; }

    public JsonObject HostJson { get; }

    public LogLines Log { get; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public JsonObject ServiceBus => HostJson["extensions"]!["serviceBus"]!.AsObject();

    public IReadOnlyList<string> Lines => [.. _lines];

    public IReadOnlyList<ProgramCall> Calls =>
    [
        .. _lines.Where(line => line.StartsWith(TriggerAnswers.CallPrefix, StringComparison.Ordinal))
            .Select(line => JsonSerializer.Deserialize<ProgramCall>(line[TriggerAnswers.CallPrefix.Length..])!),
    ];

    public TestApp Set(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    public TestApp FunctionTimeout(int seconds)
    {
        HostJson["functionTimeout"] = TimeSpan.FromSeconds(seconds).ToString("c");
        return this;
    }

    public TestApp Http(string name = "Http", string route = "v1/{*rest}", params string[] methods)
    {
        var trigger = new JsonObject
        {
            ["type"] = "httpTrigger",
            ["direction"] = "in",
            ["name"] = "req",
            ["authLevel"] = "anonymous",
            ["route"] = route,
        };
        if (methods.Length > 0)
            trigger["methods"] = new JsonArray([.. methods.Select(method => (JsonNode)method)]);
        return Function(name, trigger, new JsonObject { ["type"] = "http", ["direction"] = "out", ["name"] = "res" });
    }

    public TestApp Queue(string name, string queue, bool sessions = false, bool many = false, string? dataType = null)
    {
        var trigger = new JsonObject
        {
            ["type"] = "serviceBusTrigger",
            ["direction"] = "in",
            ["name"] = "message",
            ["queueName"] = queue,
            ["connection"] = "Bus",
            ["isSessionsEnabled"] = sessions,
            ["cardinality"] = many ? "many" : "one",
        };
        if (dataType is not null)
            trigger["dataType"] = dataType;
        return Function(name, trigger);
    }

    public TestApp Timer(string name, string schedule, bool runOnStartup = false) => Function(name, new JsonObject
    {
        ["type"] = "timerTrigger",
        ["direction"] = "in",
        ["name"] = "timer",
        ["schedule"] = schedule,
        ["runOnStartup"] = runOnStartup,
    });

    public TestApp Function(string name, params JsonObject[] bindings) =>
        Write($"{name}/function.json", new JsonObject { ["bindings"] = new JsonArray([.. bindings]) }.ToJsonString());

    public TestApp Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public FunctionsHostOptions Options()
    {
        if (!File.Exists(Path.Combine(Folder, "host.json")))
            Write("host.json", HostJson.ToJsonString());
        return new FunctionsHostOptions
        {
            AppFolder = Folder,
            Environment = _environment,
            Clock = Clock,
            Logging = Log,
            ProgramOutput = _lines.Enqueue,
            StopTimeout = TimeSpan.FromSeconds(2),
        };
    }

    public Task<FunctionsHost> StartAsync() => FunctionsHost.StartAsync(Options(), Xunit.TestContext.Current.CancellationToken);

    /// <summary>The calls of one function, once there are so many.</summary>
    public async Task<IReadOnlyList<ProgramCall>> CallsOfAsync(string function, int count)
    {
        await Eventually.IsTrueAsync(() => Calls.Count(call => call.Function == function) >= count, $"{count} calls of {function}");
        return [.. Calls.Where(call => call.Function == function)];
    }

    // The tests run as `dotnet Tests.dll` or as Tests itself.
    private static JsonObject Description() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? new JsonObject { ["defaultExecutablePath"] = Environment.ProcessPath, ["arguments"] = new JsonArray(typeof(TestApp).Assembly.Location) }
        : new JsonObject { ["defaultExecutablePath"] = Environment.ProcessPath };

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
