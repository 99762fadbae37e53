using System.Text.Json;

namespace Relay.Local.Conformance.Tests.Partners;

/// <summary>With which status a partner answers a signed notice, given its flaw.</summary>
internal static class NoticeStatuses
{
    private const int Many = 100;

    public static int Of(string flaw, byte[] body, bool isRepeat)
    {
        if (Read(body) is not var (type, receipts))
            return flaw == "EVT-10" ? 500 : 400;

        return flaw switch
        {
            "EVT-01" when type == "receipts" => 500,
            "EVT-05" when type == "breaker.closed" => 500,
            "EVT-06" when type == "conformance.unknown" => 400,
            "EVT-07" when isRepeat => 409,
            "EVT-08" when body.AsSpan().IndexOf("conformanceUnknown"u8) >= 0 => 400,
            "EVT-09" when receipts > Many => 413,
            _ => 204,
        };
    }

    private static (string Type, int Receipts)? Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var type = json.RootElement.GetProperty("type").GetString()!;
            return (type, type == "receipts" ? json.RootElement.GetProperty("receipts").GetArrayLength() : 0);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
