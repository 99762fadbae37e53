using Microsoft.AspNetCore.Http;

namespace Relay.Local.Conformance.Tests.Partners;

/// <summary>With which status a partner answers a signed delivery, given its flaw.</summary>
internal static class DeliveryStatuses
{
    private const int Many = 50;

    public static bool IsKnown(string user) => user.StartsWith("conformance-", StringComparison.Ordinal) && user != "conformance-nobody";

    public static int Of(string flaw, HttpRequest request, DeliveryReader.Delivery? delivery, bool isRepeat) => flaw switch
    {
        "SIG-01" => 500,
        // Only the call whose body comes slowly is the last of its connection.
        "ROB-01" when request.Headers.Connection == "close" => 500,
        _ when delivery is null => Malformed(flaw, request),
        "ROB-04" when delivery.Envelopes.Count == 0 => 500,
        _ when request.ContentType != "application/json" && flaw != "ROB-05" => 415,
        "DLV-02" when delivery.Envelopes.Count > Many && request.ContentLength < 1_000_000 => 413,
        "DLV-03" when isRepeat => 409,
        "DLV-06" when delivery.HasUnknown => 400,
        "DLV-07" when delivery.Shares => 400,
        "DLV-08" when delivery.Class != "normal" => 400,
        _ => 200,
    };

    private static int Malformed(string flaw, HttpRequest request)
    {
        var isJson = request.HttpContext.Items["json"] is true;
        return flaw == (isJson ? "ROB-07" : "ROB-06") ? 500 : 400;
    }
}
