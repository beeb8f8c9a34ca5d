using System.ComponentModel;
using System.Globalization;

namespace Platform.Contracts.Ids;

/// <summary>Reads an identifier from text where only <see cref="TypeConverter"/> is asked (ASP.NET Core Identity's stores).</summary>
public sealed class ResourceIdTypeConverter<TId> : TypeConverter
    where TId : struct, IResourceId<TId>
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text && ResourceId.TryParse<TId>(text, out var id) ? id : default(TId);
}
