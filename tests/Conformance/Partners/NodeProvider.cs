using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Relay.Local.Conformance.Samples;
using Relay.Signatures;

namespace Relay.Local.Conformance.Tests.Partners;

/// <summary>The provider of partners/ with libsignal, as a process of its own.</summary>
internal sealed class NodeProvider : IAsyncDisposable
{
    public const string Name = "whatsapp";

    private readonly Process _process;
    private readonly string _folder;
    private readonly HttpClient _control = new();

    private NodeProvider(Process process, string folder, JsonElement ready)
    {
        (_process, _folder) = (process, folder);
        var port = ready.GetProperty("port").GetInt32();
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/relay/deliveries"));
        Events = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/relay/events"));
        _control.BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ready.GetProperty("controlPort").GetInt32()}"));
    }

    public Uri Endpoint { get; }

    public Uri Events { get; }

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static string? WhyNot() =>
        Directory.Exists(Path.Combine(RepositoryFiles.Root, "partners", "node_modules", "@signalapp")) ? null : "libsignal is not installed in partners/";

    public static async Task<NodeProvider> StartAsync(Uri relay)
    {
        var folder = Directory.CreateTempSubdirectory("relay-conformance-").FullName;
        using var key = SigningKey.CreateEcdsaP256(Name + "-1");
        var config = Path.Combine(folder, "config.json");
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(new
        {
            name = Name,
            port = 0,
            controlPort = 0,
            dataFolder = Path.Combine(folder, "data"),
            relay = relay.ToString(),
            authority = relay.Authority,
            key = new { kid = key.KeyId, pem = key.ExportPkcs8Pem() },
            requestSeconds = 3,
        }));
        var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(RepositoryFiles.Root, "partners", "provider", "main.mjs"), config]) { RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The provider ended before it was ready.");
        return new NodeProvider(process, folder, JsonDocument.Parse(line).RootElement);
    }

    /// <summary>A user with keys that takes part.</summary>
    public async Task<TestUser> EnlistAsync(string user)
    {
        (await _control.PutAsJsonAsync($"/users/{user}", new { devices = 1 })).EnsureSuccessStatusCode();
        (await _control.PutAsJsonAsync($"/users/{user}/choice", new { optedIn = true })).EnsureSuccessStatusCode();
        var devices = await _control.GetFromJsonAsync<List<TestDevice>>($"/users/{user}/devices");
        return new TestUser(user, devices!);
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
