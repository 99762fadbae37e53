using System.Text.Json;

namespace Relay.Local.Conformance.Calls;

/// <summary>Asks the partner what its test accounts got.</summary>
internal sealed class Witness(Uri address, HttpMessageInvoker http, ConformanceOptions options)
{
    private const int MostAnswerBytes = 4 * 1024 * 1024;

    /// <summary>What a user got, in order; or what is wrong with the answer.</summary>
    public async Task<(IReadOnlyList<Guid> Taken, string? Problem)> OfAsync(string user, CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(TimeSpan.FromSeconds(options.AnswerSeconds));
        var separator = address.Query.Length == 0 ? "?" : "&";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{address.AbsoluteUri}{separator}user={Uri.EscapeDataString(user)}"));
        try
        {
            using var response = await http.SendAsync(request, timeout.Token);
            if (!response.IsSuccessStatusCode)
                return ([], $"the witness answered {(int)response.StatusCode}");
            await response.Content.LoadIntoBufferAsync(MostAnswerBytes, timeout.Token);
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(timeout.Token));
            return ([.. json.RootElement.GetProperty("taken").EnumerateArray().Select(id => id.GetGuid())], null);
        }
        catch (Exception failure) when (
            failure is HttpRequestException or IOException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return ([], "the witness did not answer {\"taken\":[ids]}");
        }
    }
}
